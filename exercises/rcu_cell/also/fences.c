/* A flag for each reader, relaxed, and one seq_cst fence on each side between
 * the store and the load. Who replaces waits until it sees each flag down once;
 * readers that come and go quickly can keep it waiting. */
#include "rcu_cell.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

struct rcu_cell {
    settings *_Atomic current;
    atomic_bool inside[RCU_READERS];
};

rcu_cell *rcu_create(const settings *first)
{
    rcu_cell *c = malloc(sizeof *c);
    settings *copy = malloc(sizeof *copy);

    if (c == NULL || copy == NULL) {
        free(c);
        free(copy);
        errno = ENOMEM;
        return NULL;
    }
    *copy = *first;
    atomic_init(&c->current, copy);
    for (int i = 0; i < RCU_READERS; i++)
        atomic_init(&c->inside[i], false);
    return c;
}

void rcu_destroy(rcu_cell *c)
{
    if (c == NULL)
        return;
    free(c->current);
    free(c);
}

const settings *rcu_read_begin(rcu_cell *c, unsigned reader)
{
    atomic_store_explicit(&c->inside[reader], true, memory_order_relaxed);
    atomic_thread_fence(memory_order_seq_cst);
    return atomic_load_explicit(&c->current, memory_order_acquire);
}

void rcu_read_end(rcu_cell *c, unsigned reader)
{
    atomic_store_explicit(&c->inside[reader], false, memory_order_release);
}

bool rcu_replace(rcu_cell *c, const settings *next)
{
    settings *copy = malloc(sizeof *copy);

    if (copy == NULL)
        return false;
    *copy = *next;
    settings *old =
        atomic_exchange_explicit(&c->current, copy, memory_order_acq_rel);
    atomic_thread_fence(memory_order_seq_cst);
    for (int i = 0; i < RCU_READERS; i++) {
        while (atomic_load_explicit(&c->inside[i], memory_order_acquire))
            sched_yield();
    }
    free(old);
    return true;
}
