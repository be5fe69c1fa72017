// expect: leak
// The cell is freed, and what it points to is not.
#include "rcu_cell.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

struct rcu_cell {
    settings *_Atomic current;
    struct {
        _Alignas(64) atomic_uint inside;
    } readers[RCU_READERS];
};

static settings *copy_of(const settings *from)
{
    settings *copy = malloc(sizeof *copy);

    if (copy == NULL)
        errno = ENOMEM;
    else
        *copy = *from;
    return copy;
}

rcu_cell *rcu_create(const settings *first)
{
    rcu_cell *c = aligned_alloc(64, sizeof *c);
    settings *copy = copy_of(first);

    if (c == NULL || copy == NULL) {
        free(c);
        free(copy);
        errno = ENOMEM;
        return NULL;
    }
    atomic_init(&c->current, copy);
    for (int i = 0; i < RCU_READERS; i++)
        atomic_init(&c->readers[i].inside, 0);
    return c;
}

void rcu_destroy(rcu_cell *c)
{
    if (c == NULL)
        return;
    free(c);
}

const settings *rcu_read_begin(rcu_cell *c, unsigned reader)
{
    atomic_uint *inside = &c->readers[reader].inside;
    unsigned n = atomic_load_explicit(inside, memory_order_relaxed);

    atomic_store(inside, n + 1);
    return atomic_load(&c->current);
}

void rcu_read_end(rcu_cell *c, unsigned reader)
{
    atomic_uint *inside = &c->readers[reader].inside;
    unsigned n = atomic_load_explicit(inside, memory_order_relaxed);

    atomic_store_explicit(inside, n + 1, memory_order_release);
}

static void wait_for_readers(rcu_cell *c)
{
    for (int i = 0; i < RCU_READERS; i++) {
        atomic_uint *inside = &c->readers[i].inside;
        unsigned n = atomic_load(inside);

        while (n % 2 != 0 &&
               atomic_load_explicit(inside, memory_order_acquire) == n)
            sched_yield();
    }
}

bool rcu_replace(rcu_cell *c, const settings *next)
{
    settings *copy = copy_of(next);

    if (copy == NULL)
        return false;
    settings *old = atomic_exchange(&c->current, copy);
    wait_for_readers(c);
    free(old);
    return true;
}
