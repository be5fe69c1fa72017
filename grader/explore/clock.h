/* Vector clocks: for each thread, how many of its events are known.
 *
 * Event number n of thread t is in a clock c if c.at[t] >= n; events are
 * numbered from 1. Only the first `clock_chunks` groups of eight threads are
 * used, so that small programs pay for eight. */
#ifndef EXPLORE_CLOCK_H
#define EXPLORE_CLOCK_H

#include "grader/explore/limits.h"

#include <stdbool.h>
#include <stdint.h>

typedef uint16_t clock_chunk __attribute__((vector_size(16)));

struct clock {
    union {
        uint16_t at[THREADS_MAX];
        clock_chunk chunk[THREADS_MAX / 8];
    };
};

extern unsigned clock_chunks; /* groups in use, at least 1 */

static inline void clock_set(struct clock *to, const struct clock *from)
{
    for (unsigned i = 0; i < clock_chunks; i++)
        to->chunk[i] = from->chunk[i];
}

static inline void clock_join(struct clock *to, const struct clock *from)
{
    for (unsigned i = 0; i < clock_chunks; i++) {
        clock_chunk a = to->chunk[i], b = from->chunk[i];
        clock_chunk more = (clock_chunk)(a > b);
        to->chunk[i] = (a & more) | (b & ~more);
    }
}

static inline void clock_clear(struct clock *c)
{
    for (unsigned i = 0; i < THREADS_MAX / 8; i++)
        c->chunk[i] = (clock_chunk){0};
}

#endif
