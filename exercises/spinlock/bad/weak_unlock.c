// expect: assertion, only by schedules
/* Unlocks "only if it is locked", with the form that may fail for nothing. */
#include "spinlock.h"

void spin_lock(spinlock *lock)
{
    while (atomic_exchange_explicit(&lock->locked, 1, memory_order_acquire) !=
           0)
        ;
}

bool spin_trylock(spinlock *lock)
{
    return atomic_exchange_explicit(&lock->locked, 1, memory_order_acquire) ==
           0;
}

void spin_unlock(spinlock *lock)
{
    int expected = 1;

    atomic_compare_exchange_weak(&lock->locked, &expected, 0);
}
