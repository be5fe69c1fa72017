/* Axes: round ticks, and a logarithm where the values are far apart. */
#include "src/ui/graph_axis.h"

#include "src/base/number.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

enum {
    LOG_FROM = 100,      /* to/from: on an even scale the small ones are one */
    FEW = 9,             /* values that each get a tick of their own */
    LABEL_EXACT = 10000, /* below it a number is written out */
};

/* 1, 2 or 5 times a power of ten, and not below `least`. */
static double round_up(double least)
{
    double power = pow(10, floor(log10(least)));

    for (int i = 0; i < 3; i++) {
        double step = power * (i == 0 ? 1 : i == 1 ? 2 : 5);
        if (step >= least * 0.999999)
            return step;
    }
    return 10 * power;
}

static void even(struct axis *a, size_t ticks, double smallest)
{
    double wide = a->to - a->from;
    double step = round_up(wide / (double)(ticks > 2 ? ticks - 1 : 1));

    if (step < smallest)
        step = smallest;
    double first = floor(a->from / step + 1e-9),
           last = ceil(a->to / step - 1e-9);
    a->from = first * step;
    a->to = last * step;
    a->nticks = (size_t)(last - first) + 1;
    assert(a->nticks <= AXIS_TICKS_MAX);
    for (size_t i = 0; i < a->nticks; i++)
        a->ticks[i] = (first + (double)i) * step;
}

/* Powers of ten; `from` and `to` become such. */
static void logarithmic(struct axis *a, size_t ticks)
{
    double first = floor(log10(a->from) + 1e-9),
           last = ceil(log10(a->to) - 1e-9);
    double apart = ceil((last - first) / (double)(ticks > 2 ? ticks - 1 : 1));

    a->log = true;
    a->from = pow(10, first);
    a->to = pow(10, last);
    a->nticks = 0;
    for (double i = first; i <= last && a->nticks < AXIS_TICKS_MAX; i += apart)
        a->ticks[a->nticks++] = pow(10, i);
}

static double value_of(const struct points *p, size_t i, bool across)
{
    return across ? p->list[i].x : p->list[i].y;
}

static void stretch(struct axis *a, const struct points *p, bool across)
{
    *a = (struct axis){.from = INFINITY, .to = -INFINITY};
    for (size_t i = 0; i < p->n; i++) {
        a->from = fmin(a->from, value_of(p, i, across));
        a->to = fmax(a->to, value_of(p, i, across));
    }
    if (p->n == 0) {
        a->from = 0;
        a->to = 1;
    }
}

static bool far_apart(const struct axis *a)
{
    return a->from > 0 && a->to / a->from >= LOG_FROM;
}

/* One value has no stretch, and almost one next to none: it gets some room. */
static void widen(struct axis *a)
{
    if (a->to - a->from > 1e-9 * fmax(fabs(a->to), fabs(a->from)))
        return;
    double room = a->to == 0 ? 1 : fabs(a->to) / 2;
    a->from -= room;
    a->to += room;
}

static bool whole(const struct points *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->list[i].x != floor(p->list[i].x))
            return false;
    return true;
}

/* Few whole numbers, such as counts of threads, get a tick each. */
static bool own_ticks(struct axis *a, const struct points *p)
{
    double values[FEW];
    size_t n = 0;

    for (size_t i = 0; i < p->n; i++) {
        size_t at = 0;
        while (at < n && values[at] < p->list[i].x)
            at++;
        if (at < n && values[at] == p->list[i].x)
            continue;
        if (n == FEW)
            return false;
        for (size_t k = n++; k > at; k--)
            values[k] = values[k - 1];
        values[at] = p->list[i].x;
    }
    for (size_t i = 0; i < n; i++)
        a->ticks[i] = values[i];
    a->nticks = n;
    return n > 1;
}

void axis_across(struct axis *out, const struct points *p, size_t ticks)
{
    stretch(out, p, true);
    bool counts = p->n > 0 && whole(p);
    if (counts && own_ticks(out, p)) {
        out->log = far_apart(out);
        return;
    }
    if (far_apart(out)) {
        logarithmic(out, ticks);
        return;
    }
    widen(out);
    even(out, ticks, counts ? 1 : 0);
}

void axis_up(struct axis *out, const struct points *p, size_t ticks)
{
    stretch(out, p, false);
    if (far_apart(out) && out->to / out->from >= LOG_FROM * 10) {
        logarithmic(out, ticks);
        return;
    }
    if (out->from > 0)
        out->from = 0;
    if (out->from < 0 && out->to < 0)
        out->to = 0;
    widen(out);
    even(out, ticks, 0);
}

double axis_at(const struct axis *a, double value)
{
    if (a->log)
        return log(value / a->from) / log(a->to / a->from);
    return (value - a->from) / (a->to - a->from);
}

void axis_label(char out[AXIS_LABEL_MAX], double value)
{
    static const struct {
        double one;
        const char *sign;
    } units[] = {{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}};
    char digits[NUMBER_TEXT_MAX];
    const char *sign = "";

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (fabs(value) >= LABEL_EXACT && fabs(value) >= units[i].one) {
            value /= units[i].one;
            sign = units[i].sign;
            break;
        }
    }
    /* Three digits behind the first are more than a screen can show; the text
     * is made anew from the rounded number, with a point in every locale. */
    double power =
        value == 0 ? 1 : pow(10, 3 - floor(log10(fabs(value) * 1.0000001)));
    number_write(value == floor(value) ? value : round(value * power) / power,
                 digits);
    snprintf(out, AXIS_LABEL_MAX, "%.20s%s", digits, sign);
}

bool axis_joins(const struct points *p, size_t series)
{
    bool any = false;
    double last = 0;

    for (size_t i = 0; i < p->n; i++) {
        if (p->list[i].series != series)
            continue;
        if (any && p->list[i].x <= last)
            return false;
        any = true;
        last = p->list[i].x;
    }
    return any;
}
