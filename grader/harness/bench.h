/* What an exercise's bench.c includes: ways to say how fast an answer must be,
 * always compared with a reference that bench.c brings itself.
 *
 *     #include "bench.h"
 *     #include "spsc_queue.h"
 *
 *     SPEED(beats_a_mutex, "Values pass faster than under one mutex", 1.5)
 *     {
 *         double began = tl_seconds();
 *         if (side == TL_YOURS)
 *             ...the work, with the answer
 *         else
 *             ...the same work, with the reference
 *         return VALUES / (tl_seconds() - began);
 *     }
 *
 * One call is one round; it gives work per second. Both sides take turns, in
 * one process, and the grader judges the ratios of the best ones. */
#ifndef BENCH_H
#define BENCH_H

#include "threadlings.h"

enum tl_side { TL_YOURS, TL_REFERENCE };

struct tl_speed {
    const char *id;
    const char *what; /* what must be fast, as a sentence */
    double bar;       /* how many times as fast as the reference */
    int line;
    double (*round)(enum tl_side side);
};

#define SPEED(id, sentence, bar)                                    \
    static double id##_round(enum tl_side side);                    \
    static const struct tl_speed tl_speed_##id                      \
        __attribute__((used, section("tl_speeds"), aligned(8))) = { \
            #id, sentence, bar, __LINE__, id##_round};              \
    static double id##_round(enum tl_side side)

struct tl_graph {
    const char *title, *across, *up;
    void (*draw)(void);
};

/* The body measures and calls tl_point; the points are shown as a graph. At
 * most one in a file. It runs first, and decides nothing. */
#define GRAPH(title, across, up)                                         \
    static void tl_graph_draw(void);                                     \
    const struct tl_graph tl_graph = {title, across, up, tl_graph_draw}; \
    static void tl_graph_draw(void)

/* One point of the graph; `name` is its line's, without blanks. */
void tl_point(const char *name, double x, double y);

/* Seconds on a clock that only goes forward. */
double tl_seconds(void);

/* Processors that this process may use: at least 2 where a bench is run. */
int tl_processors(void);

#endif
