// expect: test
// counters_place gives the address of the struct around the count, and that is
// the flag's.
#include "false_sharing.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

struct cell {
    _Alignas(2 * COUNTERS_LINE) atomic_bool closed;
    atomic_ulong count;
};

struct counters {
    size_t threads;      /* written by create only */
    struct cell cells[]; /* cells[i]: written by thread i only */
};

counters *counters_create(size_t threads)
{
    if (threads == 0 || threads > COUNTERS_MOST) {
        errno = EINVAL;
        return NULL;
    }
    counters *c = aligned_alloc(2 * COUNTERS_LINE,
                                sizeof *c + threads * sizeof c->cells[0]);
    if (c == NULL)
        return NULL;
    c->threads = threads;
    for (size_t i = 0; i < threads; i++) {
        atomic_init(&c->cells[i].count, 0);
        atomic_init(&c->cells[i].closed, false);
    }
    return c;
}

void counters_destroy(counters *c)
{
    free(c);
}

bool counters_add(counters *c, size_t thread, unsigned long amount)
{
    if (atomic_load_explicit(&c->cells[thread].closed, memory_order_relaxed))
        return false;
    atomic_fetch_add_explicit(&c->cells[thread].count, amount,
                              memory_order_relaxed);
    return true;
}

void counters_close(counters *c)
{
    for (size_t i = 0; i < c->threads; i++)
        atomic_store_explicit(&c->cells[i].closed, true, memory_order_relaxed);
}

unsigned long counters_sum(const counters *c)
{
    unsigned long sum = 0;

    for (size_t i = 0; i < c->threads; i++)
        sum += atomic_load_explicit(&c->cells[i].count, memory_order_relaxed);
    return sum;
}

const volatile void *counters_place(const counters *c, size_t thread)
{
    return &c->cells[thread];
}

const volatile void *counters_closed_place(const counters *c, size_t thread)
{
    return &c->cells[thread].closed;
}
