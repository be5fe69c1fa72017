// expect: forbidden
/* Gives the processor away between two tries. */
#include "spinlock.h"

#include <sched.h>

void spin_lock(spinlock *lock)
{
    while (atomic_exchange(&lock->locked, 1) != 0)
        sched_yield();
}

bool spin_trylock(spinlock *lock)
{
    return atomic_exchange_explicit(&lock->locked, 1, memory_order_acquire) ==
           0;
}

void spin_unlock(spinlock *lock)
{
    atomic_store_explicit(&lock->locked, 0, memory_order_release);
}
