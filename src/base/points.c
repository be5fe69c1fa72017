/* Points that a program prints.
 *
 * A line of three words is meant as a point when the second and the third look
 * like numbers. What only looks like one ("nan", "1,5") is said: it would be
 * missing in the graph, and nobody would know why. */
#include "src/base/points.h"

#include "src/base/number.h"

#include <math.h>
#include <string.h>
#include <strings.h>

enum { WORDS = 3 };

static const char blanks[] = " \t\r";

/* The line's words in the arena; false unless there are three. */
static bool split(struct arena *a, const char *line, size_t len,
                  const char *words[WORDS])
{
    const char *at = arena_strndup(a, line, len);
    size_t n = 0;

    for (;;) {
        at += strspn(at, blanks);
        if (*at == '\0')
            return n == WORDS;
        if (n == WORDS)
            return false;
        size_t word = strcspn(at, blanks);
        words[n++] = arena_strndup(a, at, word);
        at += word;
    }
}

static bool like_number(const char *word)
{
    if (*word == '-' || *word == '+')
        word++;
    return (*word >= '0' && *word <= '9') || *word == '.' ||
           strcasecmp(word, "nan") == 0 || strncasecmp(word, "inf", 3) == 0;
}

static enum points_line wrong(struct points *p, const char *what)
{
    if (p->nwrong++ == 0)
        p->wrong = arena_printf(p->arena, "line %zu of the output: %s",
                                p->lines, what);
    return POINTS_WRONG;
}

/* Numbers that no measurement gives, and with which ticks cannot be counted. */
static const char *out_of_range(double value)
{
    double size = fabs(value);

    if (size > 1e15)
        return "is too large to be drawn";
    return size > 0 && size < 1e-15 ? "is too small to be drawn" : NULL;
}

/* The name's index; it is new, if need be. POINTS_SERIES_MAX: no room. */
static size_t series_of(struct points *p, const char *name)
{
    size_t i = 0;

    while (i < p->nnames && strcmp(p->names[i], name) != 0)
        i++;
    if (i == p->nnames && i < POINTS_SERIES_MAX)
        p->names[p->nnames++] = name;
    return i;
}

static void add(struct points *p, const struct point *point)
{
    if (p->n == p->room) {
        size_t room = p->room ? 2 * p->room : 16;
        struct point *list = ARENA_ARRAY(p->arena, struct point, room);
        if (p->n > 0)
            memcpy(list, p->list, p->n * sizeof *list);
        p->list = list;
        p->room = room;
    }
    p->list[p->n++] = *point;
}

enum points_line points_take(struct points *p, const char *line, size_t len)
{
    const char *words[WORDS];
    struct point point;
    double *const to[] = {&point.x, &point.y};

    p->lines++;
    if (!split(p->arena, line, len, words) || !like_number(words[1]) ||
        !like_number(words[2]))
        return POINTS_OTHER;
    for (size_t i = 0; i < 2; i++) {
        const char *why = number_read(words[1 + i], to[i])
                              ? out_of_range(*to[i])
                              : "is no number";
        if (why)
            return wrong(
                p, arena_printf(p->arena, "\"%s\" %s", words[1 + i], why));
    }
    if (strlen(words[0]) > POINTS_NAME_MAX)
        return wrong(p,
                     arena_printf(p->arena, "the name has more than %d bytes",
                                  POINTS_NAME_MAX));
    if (p->n == POINTS_MAX)
        return wrong(p, arena_printf(p->arena, "there are more than %d points",
                                     POINTS_MAX));
    point.series = series_of(p, words[0]);
    if (point.series == POINTS_SERIES_MAX)
        return wrong(p, arena_printf(p->arena, "there are more than %d names",
                                     POINTS_SERIES_MAX));
    add(p, &point);
    return POINTS_TAKEN;
}
