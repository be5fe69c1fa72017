/* From malloc, with room for a line more, and the beginning rounded up to a
 * line by hand. Sequentially consistent: more order than is asked for. */
#include "false_sharing.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

struct cell {
    atomic_ulong count;
    char pad[COUNTERS_LINE - sizeof(atomic_ulong)];
};

struct counters {
    size_t threads;     /* written by create only */
    atomic_bool closed; /* written once */
    struct cell *cells; /* behind this struct, in the same block */
};

counters *counters_create(size_t threads)
{
    if (threads == 0 || threads > COUNTERS_MOST) {
        errno = EINVAL;
        return NULL;
    }
    counters *c =
        malloc(sizeof *c + COUNTERS_LINE - 1 + threads * sizeof c->cells[0]);
    if (c == NULL)
        return NULL;
    c->threads = threads;
    uintptr_t behind = (uintptr_t)(c + 1);
    c->cells = (struct cell *)((char *)(c + 1) +
                               (COUNTERS_LINE - behind % COUNTERS_LINE) %
                                   COUNTERS_LINE);
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
