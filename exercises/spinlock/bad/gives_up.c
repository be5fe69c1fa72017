// expect: data-race
/* Tries a hundred times and then goes on as if it had the lock. */
#include "spinlock.h"

void spin_lock(spinlock *lock)
{
    for (int i = 0; i < 100; i++)
        if (atomic_exchange(&lock->locked, 1) == 0)
            return;
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
