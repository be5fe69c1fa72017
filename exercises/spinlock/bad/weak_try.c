// expect: assertion, only by schedules
/* The weak form may fail although the lock is free; one try is not enough. */
#include "spinlock.h"

void spin_lock(spinlock *lock)
{
    while (atomic_exchange_explicit(&lock->locked, 1, memory_order_acquire) !=
           0)
        ;
}

bool spin_trylock(spinlock *lock)
{
    int expected = 0;

    return atomic_compare_exchange_weak(&lock->locked, &expected, 1);
}

void spin_unlock(spinlock *lock)
{
    atomic_store_explicit(&lock->locked, 0, memory_order_release);
}
