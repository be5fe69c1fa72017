// expect: test
/* Counts up at each try, and down once: after a try in vain it never gets back
 * to 0. */
#include "spinlock.h"

void spin_lock(spinlock *lock)
{
    int expected = 0;

    while (!atomic_compare_exchange_weak(&lock->locked, &expected, 1))
        expected = 0;
}

bool spin_trylock(spinlock *lock)
{
    return atomic_fetch_add(&lock->locked, 1) == 0;
}

void spin_unlock(spinlock *lock)
{
    atomic_fetch_sub(&lock->locked, 1);
}
