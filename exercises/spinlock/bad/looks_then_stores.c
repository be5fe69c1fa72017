// expect: data-race
/* Looking and taking are two steps: two threads may both see the 0. */
#include "spinlock.h"

void spin_lock(spinlock *lock)
{
    while (atomic_load(&lock->locked) != 0)
        ;
    atomic_store(&lock->locked, 1);
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
