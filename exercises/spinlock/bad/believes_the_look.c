// expect: data-race
/* Waits until it looks free, then sets it, and does not ask who was first. */
#include "spinlock.h"

void spin_lock(spinlock *lock)
{
    while (atomic_load(&lock->locked) != 0)
        ;
    atomic_exchange(&lock->locked, 1);
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
