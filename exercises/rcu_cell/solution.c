/* Each reader has a number that only it writes: odd while it is inside. Who
 * replaces the settings first switches the pointer. Who comes in after that
 * gets the new ones, so it is enough to wait, once, for each reader that is
 * inside now.
 *
 * Announcing oneself and then loading the pointer, against switching the
 * pointer and then looking for readers: each side stores, and then loads what
 * the other one stores. Release and acquire let both miss each other. So these
 * four operations are seq_cst. */
#include "rcu_cell.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

struct rcu_cell {
    settings *_Atomic current; /* what it points to is never written again */
    struct {
        _Alignas(64) atomic_uint inside; /* odd: is inside; reader's own */
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
    free(atomic_load_explicit(&c->current, memory_order_relaxed));
    free(c);
}

const settings *rcu_read_begin(rcu_cell *c, unsigned reader)
{
    atomic_uint *inside = &c->readers[reader].inside;
    unsigned n = atomic_load_explicit(inside, memory_order_relaxed);

    /* First say so, then look. Both seq_cst: see above. */
    atomic_store(inside, n + 1);
    return atomic_load(&c->current);
}

void rcu_read_end(rcu_cell *c, unsigned reader)
{
    atomic_uint *inside = &c->readers[reader].inside;
    unsigned n = atomic_load_explicit(inside, memory_order_relaxed);

    /* Release: all reading comes before the free of who sees this. */
    atomic_store_explicit(inside, n + 1, memory_order_release);
}

/* Returns when each reader has been outside at some moment of this call. */
static void wait_for_readers(rcu_cell *c)
{
    for (int i = 0; i < RCU_READERS; i++) {
        atomic_uint *inside = &c->readers[i].inside;
        unsigned n = atomic_load(inside);

        /* Any other number will do: who came in again has the new settings. So
         * nobody can keep us here by coming and going. */
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
    /* An exchange, so that of two that replace each frees what it has taken
     * out. Release is in it: who gets the pointer sees the copy. */
    settings *old = atomic_exchange(&c->current, copy);
    wait_for_readers(c);
    free(old);
    return true;
}
