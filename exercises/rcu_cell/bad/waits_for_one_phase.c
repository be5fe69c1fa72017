// expect: memory
// The phase is turned over once. A reader that had looked at it long before
// stands in the other counter.
#include "rcu_cell.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

struct rcu_cell {
    pthread_mutex_t replacing;
    settings *_Atomic current;
    atomic_uint phase;
    atomic_int inside[2];
    unsigned phase_of[RCU_READERS];
};

rcu_cell *rcu_create(const settings *first)
{
    rcu_cell *c = calloc(1, sizeof *c);
    settings *copy = malloc(sizeof *copy);

    if (c == NULL || copy == NULL) {
        free(c);
        free(copy);
        errno = ENOMEM;
        return NULL;
    }
    *copy = *first;
    pthread_mutex_init(&c->replacing, NULL);
    atomic_init(&c->current, copy);
    return c;
}

void rcu_destroy(rcu_cell *c)
{
    if (c == NULL)
        return;
    pthread_mutex_destroy(&c->replacing);
    free(c->current);
    free(c);
}

const settings *rcu_read_begin(rcu_cell *c, unsigned reader)
{
    unsigned phase = atomic_load_explicit(&c->phase, memory_order_relaxed);

    c->phase_of[reader] = phase;
    atomic_fetch_add(&c->inside[phase], 1);
    return atomic_load(&c->current);
}

void rcu_read_end(rcu_cell *c, unsigned reader)
{
    atomic_fetch_sub_explicit(&c->inside[c->phase_of[reader]], 1,
                              memory_order_release);
}

static void turn_and_wait(rcu_cell *c)
{
    unsigned old = atomic_load_explicit(&c->phase, memory_order_relaxed);

    atomic_store(&c->phase, 1 - old);
    while (atomic_load(&c->inside[old]) != 0)
        sched_yield();
}

bool rcu_replace(rcu_cell *c, const settings *next)
{
    settings *copy = malloc(sizeof *copy);

    if (copy == NULL)
        return false;
    *copy = *next;
    pthread_mutex_lock(&c->replacing);
    settings *old = atomic_exchange(&c->current, copy);
    turn_and_wait(c);
    pthread_mutex_unlock(&c->replacing);
    free(old);
    return true;
}
