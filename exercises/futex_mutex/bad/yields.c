// expect: forbidden
/* Who waits gives its turn away and asks again. */
#include "futex_mutex.h"

#include <sched.h>

enum { FREE, HELD, HELD_AND_WAITED_FOR };

bool futex_mutex_trylock(futex_mutex *m)
{
    int expected = FREE;

    return atomic_compare_exchange_strong_explicit(
        &m->state, &expected, HELD, memory_order_acquire, memory_order_relaxed);
}

void futex_mutex_lock(futex_mutex *m)
{
    if (futex_mutex_trylock(m))
        return;
    while (!futex_mutex_trylock(m))
        sched_yield();
}

void futex_mutex_unlock(futex_mutex *m)
{
    atomic_store_explicit(&m->state, FREE, memory_order_release);
}
