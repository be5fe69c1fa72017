/* The shortest: test-and-set. */
#include "spinlock.h"

void spin_lock(spinlock *lock)
{
    while (atomic_exchange(&lock->locked, 1) != 0)
        ;
}

bool spin_trylock(spinlock *lock)
{
    return atomic_exchange(&lock->locked, 1) == 0;
}

void spin_unlock(spinlock *lock)
{
    atomic_store(&lock->locked, 0);
}
