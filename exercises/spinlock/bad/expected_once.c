// expect: data-race
/* After a failure `expected` is what was there, 1: the next turn swaps 1 for 1
 * and believes that it has the lock. */
#include "spinlock.h"

void spin_lock(spinlock *lock)
{
    int expected = 0;

    while (!atomic_compare_exchange_strong(&lock->locked, &expected, 1))
        ;
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
