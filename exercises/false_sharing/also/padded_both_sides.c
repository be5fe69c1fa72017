/* No alignment at all, but so much padding on both sides that it does not
 * matter where a line begins: twice the memory for that. */
#include "false_sharing.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

struct cell {
    char before[COUNTERS_LINE - sizeof(atomic_ulong)];
    atomic_ulong count; /* at a multiple of its size */
    char behind[COUNTERS_LINE];
};

struct counters {
    size_t threads;     /* written by create only */
    atomic_bool closed; /* written once */
    struct cell cells[];
};

counters *counters_create(size_t threads)
{
    if (threads == 0 || threads > COUNTERS_MOST) {
        errno = EINVAL;
        return NULL;
    }
    counters *c = malloc(sizeof *c + threads * sizeof c->cells[0]);
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
    if (atomic_load(&c->closed))
        return false;
    atomic_fetch_add(&c->cells[thread].count, amount);
    return true;
}

void counters_close(counters *c)
{
    atomic_store(&c->closed, true);
}

unsigned long counters_sum(const counters *c)
{
    unsigned long sum = 0;

    for (size_t i = 0; i < c->threads; i++)
        sum += atomic_load(&c->cells[i].count);
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
