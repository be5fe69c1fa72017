// expect: data-race, only by schedules
/* The lock is right, the try looks first and then stores. */
#include "spinlock.h"

void spin_lock(spinlock *lock)
{
    while (atomic_exchange_explicit(&lock->locked, 1, memory_order_acquire) !=
           0)
        ;
}

bool spin_trylock(spinlock *lock)
{
    if (atomic_load(&lock->locked) != 0)
        return false;
    atomic_store(&lock->locked, 1);
    return true;
}

void spin_unlock(spinlock *lock)
{
    atomic_store_explicit(&lock->locked, 0, memory_order_release);
}
