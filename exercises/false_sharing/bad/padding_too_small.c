// expect: test
// "A pad between the counts": with 24 bytes of it two counts are on each line.
#include "false_sharing.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

struct cell {
    atomic_ulong count;
    char pad[24];
};

struct counters {
    size_t threads;     /* written by create only */
    atomic_bool closed; /* written once */
    _Alignas(COUNTERS_LINE) struct cell
        cells[]; /* cells[i]: written by thread i only */
};

counters *counters_create(size_t threads)
{
    if (threads == 0 || threads > COUNTERS_MOST) {
        errno = EINVAL;
        return NULL;
    }
    size_t size = sizeof(counters) + threads * sizeof(struct cell);
    size = (size + COUNTERS_LINE - 1) / COUNTERS_LINE * COUNTERS_LINE;
    counters *c = aligned_alloc(COUNTERS_LINE, size);
    if (c == NULL)
        return NULL;
    c->threads = threads;
    atomic_init(&c->closed, false);
    for (size_t i = 0; i < threads; i++)
        atomic_init(&c->cells[i].count, 0);
    return c;
}

void counters_destroy(counters *c)
{
    free(c);
}

bool counters_add(counters *c, size_t thread, unsigned long amount)
{
    if (atomic_load_explicit(&c->closed, memory_order_relaxed))
        return false;
    atomic_fetch_add_explicit(&c->cells[thread].count, amount,
                              memory_order_relaxed);
    return true;
}

void counters_close(counters *c)
{
    atomic_store_explicit(&c->closed, true, memory_order_relaxed);
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
    return &c->cells[thread].count;
}

const volatile void *counters_closed_place(const counters *c, size_t thread)
{
    (void)thread;
    return &c->closed;
}
