/* Sorted by who writes, and how often. What is read at each addition and hardly
 * ever written stands together on the first line, which all caches can keep.
 * Behind it comes a line for each thread, which only that thread writes. */
#include "false_sharing.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

/* _Alignas, and not 56 bytes of padding: it makes the struct begin where a line
 * begins, and its size is rounded up to whole lines. 128 would be worth a try
 * on processors that fetch lines in pairs. */
struct cell {
    _Alignas(COUNTERS_LINE) atomic_ulong count;
};

struct counters {
    size_t threads;      /* written by create only */
    atomic_bool closed;  /* written once */
    struct cell cells[]; /* cells[i]: written by thread i only */
};

counters *counters_create(size_t threads)
{
    if (threads == 0 || threads > COUNTERS_MOST) {
        errno = EINVAL;
        return NULL;
    }
    /* malloc aligns for the basic types only: it would not keep what _Alignas
     * promised. The size is one of whole lines, as each part of it is; so the
     * last line is ours to its end. */
    counters *c =
        aligned_alloc(COUNTERS_LINE, sizeof *c + threads * sizeof c->cells[0]);
    if (c == NULL)
        return NULL; /* errno is ENOMEM */
    c->threads = threads;
    /* No order needed: other threads get the pointer by some way that orders
     * (pthread_create, say), or they could not know it. */
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
    /* Relaxed: the flag says nothing about other memory. A close that happens
     * before this load is seen also without an order of its own. */
    if (atomic_load_explicit(&c->closed, memory_order_relaxed))
        return false;
    /* One thread writes this count, so a load and a store would do as well.
     * The line is Modified in this core's cache, and stays so. */
    atomic_fetch_add_explicit(&c->cells[thread].count, amount,
                              memory_order_relaxed);
    return true;
}

void counters_close(counters *c)
{
    atomic_store_explicit(&c->closed, true, memory_order_relaxed);
}

/* Who wants the sum pays for it: these loads make copies of all the lines. It
 * is called rarely, and counters_add often. */
unsigned long counters_sum(const counters *c)
{
    unsigned long sum = 0;

    /* Atomic, as the threads go on adding; relaxed, since an add that happened
     * before this call is seen anyhow. */
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
    (void)thread; /* one for all */
    return &c->closed;
}
