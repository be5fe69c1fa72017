// expect: livelock
/* Tries until it succeeds. */
#include "spinlock.h"

void spin_lock(spinlock *lock)
{
    while (atomic_exchange_explicit(&lock->locked, 1, memory_order_acquire) !=
           0)
        ;
}

bool spin_trylock(spinlock *lock)
{
    spin_lock(lock);
    return true;
}

void spin_unlock(spinlock *lock)
{
    atomic_store_explicit(&lock->locked, 0, memory_order_release);
}
