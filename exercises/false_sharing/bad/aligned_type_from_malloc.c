// expect: test
// The type asks for its alignment, and malloc does not know of it.
#include "false_sharing.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

struct cell {
    _Alignas(COUNTERS_LINE) atomic_ulong count;
};

struct counters {
    size_t threads;
    struct cell *cells;
    atomic_bool closed;
};

counters *counters_create(size_t threads)
{
    if (threads == 0 || threads > COUNTERS_MOST) {
        errno = EINVAL;
        return NULL;
    }
    counters *c = malloc(sizeof *c);
    struct cell *cells = malloc(threads * sizeof *cells);
    if (c == NULL || cells == NULL) {
        free(c);
        free(cells);
        return NULL;
    }
    c->cells = cells;
    c->threads = threads;
    atomic_init(&c->closed, false);
    for (size_t i = 0; i < threads; i++)
        atomic_init(&c->cells[i].count, 0);
    return c;
}

void counters_destroy(counters *c)
{
    if (c == NULL)
        return;
    free(c->cells);
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
