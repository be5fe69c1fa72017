// expect: test
// Aligns the array of counts, and not its elements: the flag is away from them,
// and they lie together as before.
#include "false_sharing.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

struct counters {
    size_t threads;     /* read by counters_sum */
    atomic_bool closed; /* read at each addition, written once */
    _Alignas(COUNTERS_LINE)
        atomic_ulong counts[]; /* each is written all the time, by its thread */
};

counters *counters_create(size_t threads)
{
    if (threads == 0 || threads > COUNTERS_MOST) {
        errno = EINVAL;
        return NULL;
    }
    size_t size = sizeof(counters) + threads * sizeof(atomic_ulong);
    size = (size + COUNTERS_LINE - 1) / COUNTERS_LINE * COUNTERS_LINE;
    counters *c = aligned_alloc(COUNTERS_LINE, size);
    if (c == NULL)
        return NULL; /* malloc has set errno to ENOMEM */
    c->threads = threads;
    atomic_init(&c->closed, false);
    for (size_t i = 0; i < threads; i++)
        atomic_init(&c->counts[i], 0);
    return c;
}

void counters_destroy(counters *c)
{
    free(c);
}

/* Relaxed everywhere: the contract asks for no order of other memory. */
bool counters_add(counters *c, size_t thread, unsigned long amount)
{
    if (atomic_load_explicit(&c->closed, memory_order_relaxed))
        return false;
    atomic_fetch_add_explicit(&c->counts[thread], amount, memory_order_relaxed);
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
        sum += atomic_load_explicit(&c->counts[i], memory_order_relaxed);
    return sum;
}

const volatile void *counters_place(const counters *c, size_t thread)
{
    return &c->counts[thread];
}

const volatile void *counters_closed_place(const counters *c, size_t thread)
{
    (void)thread;
    return &c->closed;
}
