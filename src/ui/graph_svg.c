/* A graph as SVG.
 *
 * Everything is drawn in the reader's own colour of text, and curves in colours
 * that can be read on light and on dark ground; who sees no colours has the
 * marks and dashes, who sees nothing has the description. */
#include "src/ui/graph.h"
#include "src/ui/graph_axis.h"
#include "src/ui/html.h"

#include <locale.h>
#include <math.h>
#include <string.h>

enum {
    WIDTH = 720,
    LEFT = 72, /* of the field; labels of ticks stand there */
    TOP = 64,
    RIGHT = 24,
    FIELD_HIGH = 320,
    FIELD_WIDE = WIDTH - LEFT - RIGHT,
    BELOW = 64,       /* numbers and name of the axis */
    LEGEND_HIGH = 24, /* of one name */
    TICKS_ACROSS = 8,
    TICKS_UP = 7,
    DESCRIBED_MAX = 200, /* points in the description */
};

static const char style[] =
    "<style>\n"
    "svg{color-scheme:light dark;background:#fff;color:#222;"
    "font:14px system-ui,sans-serif}\n"
    "text{fill:currentColor}\n"
    ".axis{stroke:currentColor;fill:none}\n"
    ".grid{stroke:currentColor;stroke-opacity:.15}\n"
    ".line{fill:none;stroke:currentColor;stroke-width:2}\n"
    ".mark{fill:currentColor;stroke:currentColor;stroke-width:2}\n"
    ".open{fill:none}\n"
    ".s0{color:#0969da}.s1{color:#b35900}.s2{color:#1a7f37}"
    ".s3{color:#a626a4}\n"
    ".s4{color:#5f5f00}.s5{color:#c9184a}.s6{color:#007a87}"
    ".s7{color:#555}\n"
    "@media(prefers-color-scheme:dark){\n"
    "svg{background:#16181d;color:#e6e6e6}\n"
    ".s0{color:#79b8ff}.s1{color:#ffab70}.s2{color:#7ee787}"
    ".s3{color:#e2a6ff}\n"
    ".s4{color:#e3d26f}.s5{color:#ff8fab}.s6{color:#6fdde8}"
    ".s7{color:#bbb}\n"
    "}\n"
    "</style>\n";

static const char *const dashes[POINTS_SERIES_MAX] = {
    "", "7 4", "2 4", "10 3 2 3", "", "7 4", "2 4", "10 3 2 3"};

struct sheet {
    struct buf *out;
    const struct graph *g;
    struct axis across, up;
};

static double x_of(const struct sheet *s, double value)
{
    return LEFT + FIELD_WIDE * axis_at(&s->across, value);
}

static double y_of(const struct sheet *s, double value)
{
    return TOP + FIELD_HIGH * (1 - axis_at(&s->up, value));
}

static void add_text(struct sheet *s, double x, double y, const char *anchor,
                     const char *text)
{
    buf_printf(s->out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y,
               anchor);
    html_text(s->out, text);
    buf_adds(s->out, "</text>\n");
}

static const char *scale(const struct axis *a)
{
    return a->log ? " (logarithmic)" : "";
}

static void add_axis_name(struct sheet *s, double x, double y,
                          const char *anchor, const char *name,
                          const struct axis *a)
{
    struct buf text = BUF_INIT;

    buf_printf(&text, "%s%s", name, scale(a));
    add_text(s, x, y, anchor, text.data);
    buf_free(&text);
}

/* ------------------------------------------------------------------ in words
 */

static void add_number(struct sheet *s, double value)
{
    char label[AXIS_LABEL_MAX];

    axis_label(label, value);
    buf_adds(s->out, label);
}

static void describe_series(struct sheet *s, size_t series)
{
    const struct points *p = s->g->points;
    const char *between = ": ";
    size_t n = 0;

    html_text(s->out, p->names[series]);
    for (size_t i = 0; i < p->n && n < DESCRIBED_MAX; i++) {
        if (p->list[i].series != series)
            continue;
        buf_adds(s->out, between);
        add_number(s, p->list[i].y);
        buf_adds(s->out, " at ");
        add_number(s, p->list[i].x);
        between = ", ";
        n++;
    }
    buf_adds(s->out, n == DESCRIBED_MAX ? " and more.\n" : ".\n");
}

static void describe(struct sheet *s)
{
    buf_adds(s->out, "<title id=\"title\">");
    html_text(s->out, s->g->title);
    buf_adds(s->out, "</title>\n<desc id=\"desc\">");
    html_text(s->out, s->g->up);
    buf_printf(s->out, "%s, upwards, against ", scale(&s->up));
    html_text(s->out, s->g->across);
    buf_printf(s->out, "%s.\n", scale(&s->across));
    for (size_t i = 0; i < s->g->points->nnames; i++)
        describe_series(s, i);
    buf_adds(s->out, "</desc>\n");
}

/* ------------------------------------------------------------------- in lines
 */

static void add_axes(struct sheet *s)
{
    char label[AXIS_LABEL_MAX];

    for (size_t i = 0; i < s->up.nticks; i++) {
        double y = y_of(s, s->up.ticks[i]);
        buf_printf(s->out, "<path class=\"grid\" d=\"M%d %.1fh%d\"/>\n", LEFT,
                   y, FIELD_WIDE);
        axis_label(label, s->up.ticks[i]);
        add_text(s, LEFT - 8, y + 5, "end", label);
    }
    for (size_t i = 0; i < s->across.nticks; i++) {
        double x = x_of(s, s->across.ticks[i]);
        buf_printf(s->out, "<path class=\"axis\" d=\"M%.1f %dv6\"/>\n", x,
                   TOP + FIELD_HIGH);
        axis_label(label, s->across.ticks[i]);
        add_text(s, x, TOP + FIELD_HIGH + 22, "middle", label);
    }
    buf_printf(s->out, "<path class=\"axis\" d=\"M%d %dv%dh%d\"/>\n", LEFT, TOP,
               FIELD_HIGH, FIELD_WIDE);
    add_axis_name(s, 16, TOP - 16, "start", s->g->up, &s->up);
    add_axis_name(s, WIDTH - RIGHT, TOP + FIELD_HIGH + 46, "end", s->g->across,
                  &s->across);
}

/* Each series has a shape of its own; the second four are hollow. */
static void add_mark(struct sheet *s, size_t series, double x, double y)
{
    static const char *const shapes[] = {"m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
                                         "m-4 -4h8v8h-8z", "m0 -5l5 9h-10z",
                                         "m0 -5l5 5l-5 5l-5 -5z"};

    buf_printf(s->out, "<path class=\"mark%s\" d=\"M%.1f %.1f%s\"/>\n",
               series >= 4 ? " open" : "", x, y, shapes[series % 4]);
}

static void add_series(struct sheet *s, size_t series)
{
    const struct points *p = s->g->points;
    bool first = true;

    buf_printf(s->out, "<g class=\"s%zu\">\n", series);
    if (axis_joins(p, series)) {
        buf_printf(s->out, "<path class=\"line\" stroke-dasharray=\"%s\" d=\"",
                   *dashes[series] ? dashes[series] : "none");
        for (size_t i = 0; i < p->n; i++) {
            if (p->list[i].series != series)
                continue;
            buf_printf(s->out, "%s%.1f %.1f", first ? "M" : "L",
                       x_of(s, p->list[i].x), y_of(s, p->list[i].y));
            first = false;
        }
        buf_adds(s->out, "\"/>\n");
    }
    for (size_t i = 0; i < p->n; i++)
        if (p->list[i].series == series)
            add_mark(s, series, x_of(s, p->list[i].x), y_of(s, p->list[i].y));
    buf_adds(s->out, "</g>\n");
}

static void add_legend(struct sheet *s)
{
    const struct points *p = s->g->points;

    for (size_t i = 0; i < p->nnames; i++) {
        double y = TOP + FIELD_HIGH + BELOW + LEGEND_HIGH * (double)i;
        buf_printf(s->out, "<g class=\"s%zu\">\n", i);
        buf_printf(s->out,
                   "<path class=\"line\" stroke-dasharray=\"%s\" "
                   "d=\"M%d %.1fh32\"/>\n",
                   *dashes[i] ? dashes[i] : "none", LEFT, y);
        add_mark(s, i, LEFT + 16, y);
        buf_adds(s->out, "</g>\n");
        add_text(s, LEFT + 44, y + 5, "start", p->names[i]);
    }
}

static void add_document(struct sheet *s)
{
    int high =
        TOP + FIELD_HIGH + BELOW + LEGEND_HIGH * (int)s->g->points->nnames;

    buf_printf(s->out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" "
               "viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" "
               "aria-labelledby=\"title desc\">\n",
               WIDTH, high, WIDTH, high);
    describe(s);
    buf_adds(s->out, style);
    add_text(s, 16, 24, "start", s->g->title);
    add_axes(s);
    for (size_t i = 0; i < s->g->points->nnames; i++)
        add_series(s, i);
    add_legend(s);
    buf_adds(s->out, "</svg>\n");
}

/* Numbers of a picture have a point, whatever the locale's sign is. */
void graph_svg(struct buf *out, const struct graph *g)
{
    struct sheet s = {.out = out, .g = g};
    locale_t plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
    locale_t before = plain ? uselocale(plain) : (locale_t)0;

    axis_across(&s.across, g->points, TICKS_ACROSS);
    axis_up(&s.up, g->points, TICKS_UP);
    add_document(&s);
    if (plain) {
        uselocale(before);
        freelocale(plain);
    }
}
