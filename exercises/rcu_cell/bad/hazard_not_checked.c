// expect: memory
// The hazard may come after the copy has been freed: look again.
#include "rcu_cell.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

struct rcu_cell {
    settings *_Atomic current;
    settings *_Atomic hazard[RCU_READERS];
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
        atomic_init(&c->hazard[i], NULL);
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
    settings *mine = atomic_load(&c->current);

    atomic_store(&c->hazard[reader], mine);
    return mine;
}

void rcu_read_end(rcu_cell *c, unsigned reader)
{
    atomic_store_explicit(&c->hazard[reader], NULL, memory_order_release);
}

bool rcu_replace(rcu_cell *c, const settings *next)
{
    settings *copy = malloc(sizeof *copy);

    if (copy == NULL)
        return false;
    *copy = *next;
    settings *old = atomic_exchange(&c->current, copy);
    for (int i = 0; i < RCU_READERS; i++) {
        while (atomic_load(&c->hazard[i]) == old)
            sched_yield();
    }
    free(old);
    return true;
}
