/* Reads what a learner typed and judges it. */
#include "src/course/quiz.h"

#include "src/base/buf.h"
#include "src/base/number.h"
#include "src/base/random.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

enum {
    PICKS_MAX = 64, /* places in one answer; more is no answer */
};

/* Slack for numbers that have no exact binary form, relative to the answer. */
static const double rounding = 1e-9;

/* The places named in an answer, from 0, in the order typed. */
struct picks {
    size_t place[PICKS_MAX];
    size_t n;
};

/* Explanations as they are collected; shown in this order. */
struct lines {
    struct arena *a;
    const char **line;
    size_t n, size;
};

static struct lines lines_new(struct arena *a, size_t size)
{
    return (struct lines){a, ARENA_ARRAY(a, const char *, size), 0, size};
}

static void lines_add(struct lines *l, const char *line)
{
    if (line == NULL)
        return;
    assert(l->n < l->size);
    l->line[l->n++] = line;
}

static struct judgement judgement(enum judged judged, const struct lines *l)
{
    return (struct judgement){judged, l->line, l->n};
}

static struct judgement one_line(struct arena *a, enum judged judged,
                                 const char *line)
{
    struct lines l = lines_new(a, 1);

    lines_add(&l, line);
    return judgement(judged, &l);
}

static bool in_right_order(const struct question *q, const size_t *order)
{
    for (size_t i = 0; i < q->nlines; i++)
        if (strcmp(q->lines[order[i]], q->lines[i]) != 0)
            return false;
    return true;
}

/* Moves each entry one place to the front. */
static void rotate(size_t *order, size_t n)
{
    size_t first = order[0];

    memmove(order, order + 1, (n - 1) * sizeof *order);
    order[n - 1] = first;
}

size_t quiz_order(struct arena *a, const struct question *q, uint64_t seed,
                  size_t **order)
{
    size_t n = q->ask == ASK_ORDER ? q->nlines : q->nchoices;
    struct random r = random_seeded(seed);

    *order = ARENA_ARRAY(a, size_t, n);
    random_shuffle(&r, *order, n);
    if (q->ask != ASK_ORDER)
        return n;
    /* Lines may repeat, so a rotation may look the same; not all of them can,
     * unless all lines are equal. */
    for (size_t i = 1; i < n && in_right_order(q, *order); i++)
        rotate(*order, n);
    return n;
}

static bool add_pick(struct picks *p, size_t place, size_t limit)
{
    if (place >= limit || p->n == PICKS_MAX)
        return false;
    p->place[p->n++] = place;
    return true;
}

/* "12" is place 12, or places 1 and 2 where there are less than ten. */
static bool add_digits(struct picks *p, const char *s, size_t len, size_t limit)
{
    size_t number = 0;

    for (size_t i = 0; i < len; i++) {
        size_t digit = (size_t)(s[i] - '0');
        if (limit < 10) {
            if (!add_pick(p, digit - 1, limit)) /* 0 wraps to a large place */
                return false;
        } else if ((number = number * 10 + digit) > limit) {
            return false;
        }
    }
    return limit < 10 || add_pick(p, number - 1, limit);
}

/* What is before 'a' wraps to a large place. */
static bool add_letters(struct picks *p, const char *s, size_t len,
                        size_t limit)
{
    for (size_t i = 0; i < len; i++)
        if (!add_pick(p, (size_t)(tolower((unsigned char)s[i]) - 'a'), limit))
            return false;
    return true;
}

/* One word of an answer: digits or letters, but not both. */
static bool add_word(struct picks *p, const char *s, size_t len, size_t limit)
{
    if (len == 3 && strncasecmp(s, "and", 3) == 0)
        return true;
    if (strspn(s, "0123456789") >= len)
        return add_digits(p, s, len, limit);
    return add_letters(p, s, len, limit);
}

/* False when something in it names no place below `limit`. */
static bool read_picks(const char *typed, size_t limit, struct picks *p)
{
    static const char between[] = " \t\r\n,;.()";

    p->n = 0;
    for (typed += strspn(typed, between); *typed;
         typed += strspn(typed, between)) {
        size_t len = strcspn(typed, between);
        if (!add_word(p, typed, len, limit))
            return false;
        typed += len;
    }
    return p->n > 0;
}

static struct judgement choices_expected(struct arena *a,
                                         const struct question *q)
{
    const char *fmt = q->ask == ASK_SINGLE
                          ? "Answer with one number from 1 to %zu."
                          : "Answer with numbers from 1 to %zu, such as `1 2`.";

    return one_line(a, JUDGED_UNREADABLE, arena_printf(a, fmt, q->nchoices));
}

static struct judgement judge_choices(struct arena *a, const struct question *q,
                                      const size_t *order, const char *typed)
{
    struct picks picks;
    bool *chosen = ARENA_ARRAY(a, bool, q->nchoices);
    struct lines why = lines_new(a, q->nchoices + 1);
    size_t n = 0, wrong = 0, missing = 0;

    bool readable = read_picks(typed, q->nchoices, &picks);
    for (size_t i = 0; readable && i < picks.n; i++) {
        n += !chosen[picks.place[i]];
        chosen[picks.place[i]] = true;
    }
    if (!readable || (q->ask == ASK_SINGLE && n != 1))
        return choices_expected(a, q);
    for (size_t i = 0; i < q->nchoices; i++) {
        const struct choice *c = &q->choices[order[i]];
        wrong += chosen[i] && !c->right;
        missing += !chosen[i] && c->right;
        if (chosen[i] && !c->right)
            lines_add(&why, c->because);
    }
    if (wrong == 0 && missing == 0) {
        for (size_t i = 0; i < q->nchoices; i++)
            if (chosen[i])
                lines_add(&why, q->choices[order[i]].because);
        lines_add(&why, q->because);
        return judgement(JUDGED_RIGHT, &why);
    }
    if (missing && q->ask == ASK_SEVERAL)
        lines_add(&why, "There is at least one more.");
    return judgement(JUDGED_WRONG, &why);
}

static struct judgement judge_order(struct arena *a, const struct question *q,
                                    const size_t *order, const char *typed)
{
    struct picks picks;
    bool used[PICKS_MAX] = {false};
    bool readable =
        read_picks(typed, q->nlines, &picks) && picks.n == q->nlines;
    size_t good = 0;

    assert(q->nlines <= PICKS_MAX);
    for (size_t i = 0; readable && i < picks.n; i++) {
        readable = !used[picks.place[i]];
        used[picks.place[i]] = true;
    }
    if (!readable)
        return one_line(a, JUDGED_UNREADABLE,
                        arena_printf(a,
                                     "Answer with the numbers 1 to %zu, each "
                                     "once, in the right order.",
                                     q->nlines));
    while (good < q->nlines &&
           strcmp(q->lines[order[picks.place[good]]], q->lines[good]) == 0)
        good++;
    if (good == q->nlines)
        return one_line(a, JUDGED_RIGHT, q->because);
    if (good == 0)
        return one_line(a, JUDGED_WRONG, "Another line comes first.");
    return one_line(a, JUDGED_WRONG,
                    arena_printf(a,
                                 "Right up to line %zu; then another one "
                                 "follows.",
                                 good));
}

/* Takes the commas out of "1,000,000", and turns the one of "1,5" into a
 * point. False when commas stand in any other way. */
static bool plain_commas(char *s)
{
    char *comma = strchr(s, ',');

    if (comma == NULL)
        return true;
    char *start = s + strspn(s, "+-");
    size_t head = strspn(start, "0123456789");
    bool groups = *start != '0' && head >= 1 && head <= 3;
    char *p = start + head;
    while (groups && *p == ',') {
        groups = strspn(p + 1, "0123456789") == 3;
        p += 4;
    }
    if (!groups) {
        *comma = '.';
        return strchr(comma, ',') == NULL;
    }
    char *to = s;
    for (char *from = s; *from; from++)
        if (*from != ',')
            *to++ = *from;
    *to = '\0';
    return true;
}

static bool read_number(struct arena *a, const struct question *q,
                        const char *typed, double *out)
{
    char *s = arena_strdup(a, typed + strspn(typed, " \t`"));
    size_t len = strlen(s);
    size_t unit = q->unit ? strlen(q->unit) : 0;

    while (len > 0 && strchr(" \t`\r\n", s[len - 1]))
        len--;
    if (unit > 0 && len > unit &&
        strncasecmp(s + len - unit, q->unit, unit) == 0)
        len -= unit;
    while (len > 0 && strchr(" \t", s[len - 1]))
        len--;
    s[len] = '\0';
    return plain_commas(s) && number_read(s, out);
}

static bool near(double x, double answer, double tolerance)
{
    return fabs(x - answer) <= tolerance + rounding * fabs(answer);
}

static struct judgement judge_number(struct arena *a, const struct question *q,
                                     const char *typed)
{
    double x;

    if (!read_number(a, q, typed, &x))
        return one_line(
            a, JUDGED_UNREADABLE,
            q->unit ? arena_printf(a, "Answer with a number, in %s.", q->unit)
                    : "Answer with a number.");
    if (near(x, q->number, q->tolerance))
        return one_line(a, JUDGED_RIGHT, q->because);
    for (size_t i = 0; i < q->nwrong; i++)
        if (near(x, q->wrong[i].number, 0))
            return one_line(a, JUDGED_WRONG, q->wrong[i].because);
    return one_line(a, JUDGED_WRONG,
                    x < q->number ? "That is too small."
                                  : "That is too large.");
}

char *quiz_plain(struct arena *a, const char *text)
{
    char *plain = arena_alloc(a, strlen(text) + 1);
    size_t n = 0;

    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '`')
            continue;
        if (!isspace(c))
            plain[n++] = c < 0x80 ? (char)tolower(c) : (char)c;
        else if (n > 0 && plain[n - 1] != ' ')
            plain[n++] = ' ';
    }
    if (n > 0 && plain[n - 1] == ' ')
        n--;
    plain[n] = '\0';
    return plain;
}

static struct judgement judge_text(struct arena *a, const struct question *q,
                                   const char *typed)
{
    const char *answer = quiz_plain(a, typed);

    if (*answer == '\0')
        return one_line(a, JUDGED_UNREADABLE, "Answer with a word or two.");
    for (size_t i = 0; i < q->nanswers; i++)
        if (strcmp(quiz_plain(a, q->answers[i]), answer) == 0)
            return one_line(a, JUDGED_RIGHT, q->because);
    for (size_t i = 0; i < q->nwrong; i++)
        if (strcmp(quiz_plain(a, q->wrong[i].text), answer) == 0)
            return one_line(a, JUDGED_WRONG, q->wrong[i].because);
    return one_line(a, JUDGED_WRONG, "Something else is meant.");
}

struct judgement quiz_judge(struct arena *a, const struct question *q,
                            const size_t *order, const char *typed)
{
    switch (q->ask) {
    case ASK_SINGLE:
    case ASK_SEVERAL:
        return judge_choices(a, q, order, typed);
    case ASK_ORDER:
        return judge_order(a, q, order, typed);
    case ASK_NUMBER:
        return judge_number(a, q, typed);
    case ASK_TEXT:
        return judge_text(a, q, typed);
    }
    return one_line(a, JUDGED_UNREADABLE, "This is no question.");
}
