/* Runs what bench.c holds, as the one test "speed" of a program of its own.
 *
 * The rounds of a SPEED are short and take turns, so that whatever else the
 * machine does meets both sides. The ratios go to the grader, which judges
 * them; nothing is decided here. */
#include "bench.h"

#include "harness.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    REPORT_MAX = 3500,   /* bytes: a record with its head has 4096 */
    SPEEDS_MAX = 4,      /* in a file: each needs its share of the time */
    RATIOS = 15,         /* quartiles do not get any better with more */
    RATIO_MAX = 1000000, /* more is no measurement */
    RATIOS_MIN = 5,      /* with fewer there are no quartiles */
    ROUNDS_MIN = 3,      /* of each side, for a ratio */
};

static const double budget_s = 0.9; /* of all SPEEDs together */

/* Weak: a bench.c may have either, or none. */
extern const struct tl_speed __start_tl_speeds[] __attribute__((weak)),
    __stop_tl_speeds[] __attribute__((weak));
extern const struct tl_graph tl_graph __attribute__((weak));

double tl_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int tl_processors(void)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 2;
    return CPU_COUNT(&set);
}

void tl_point(const char *name, double x, double y)
{
    printf("%s %g %g\n", name, x, y);
}

/* The speed that stands next in the file; NULL gives the first. */
static const struct tl_speed *after(const struct tl_speed *last)
{
    const struct tl_speed *next = NULL;

    for (const struct tl_speed *s = __start_tl_speeds; s < __stop_tl_speeds;
         s++) {
        if ((last == NULL || s->line > last->line) &&
            (next == NULL || s->line < next->line))
            next = s;
    }
    return next;
}

/* Adds a ratio: of the best round of each side, of those that `seconds` have
 * room for. A round that somebody else's work interrupts is slow, and never
 * fast. Which side is first changes each time: neither may always find the
 * caches as the other left them. */
static size_t add_ratio(const struct tl_speed *s, double seconds, char *at,
                        size_t room)
{
    double best[2] = {0, 0}, began = tl_seconds();

    for (int i = 0; i < ROUNDS_MIN || tl_seconds() - began < seconds; i++) {
        for (int k = 0; k < 2; k++) {
            enum tl_side side = (i + k) % 2 == 0 ? TL_YOURS : TL_REFERENCE;
            double rate = s->round(side);
            if (rate > best[side])
                best[side] = rate;
        }
    }
    double ratio = best[TL_YOURS] / best[TL_REFERENCE];
    if (!(ratio < RATIO_MAX))
        ratio = RATIO_MAX; /* a number, whatever was divided by what */
    int n = snprintf(at, room, " %.4g", ratio);
    return n > 0 && (size_t)n < room ? (size_t)n : 0;
}

/* "ID TAB BAR TAB SENTENCE TAB RATIO RATIO ..." */
static size_t add_speed(const struct tl_speed *s, double seconds, char *text,
                        size_t room)
{
    int n = snprintf(text, room, "%s\t%.4g\t%s\t", s->id, s->bar, s->what);
    size_t len = n > 0 && (size_t)n < room ? (size_t)n : 0;
    double began = tl_seconds();

    for (int i = 0; i < 2; i++)
        (void)s->round((enum tl_side)i); /* memory and code become warm */
    for (int i = 0; i < RATIOS; i++) {
        if (i >= RATIOS_MIN && tl_seconds() - began > seconds)
            break;
        len += add_ratio(s, seconds / RATIOS, text + len, room - len);
    }
    if (len + 1 < room)
        text[len++] = '\n';
    text[len] = '\0';
    return len;
}

TEST(speed, "It is fast enough")
{
    static char text[REPORT_MAX];
    size_t n = (size_t)(__stop_tl_speeds - __start_tl_speeds), len = 0;

    ck_assert_msg(n <= SPEEDS_MAX, "bench.c has more than %d SPEEDs",
                  SPEEDS_MAX);
    if (&tl_graph != NULL) {
        printf("# graph\t%s\t%s\t%s\n", tl_graph.title, tl_graph.across,
               tl_graph.up);
        tl_graph.draw();
    }
    for (const struct tl_speed *s = after(NULL); s != NULL; s = after(s))
        len += add_speed(s, budget_s / (double)n, text + len, REPORT_MAX - len);
    tl_report(text);
}
