// expect: data-race
/* "Locking writes, so it is a release." It takes over; it needs acquire. */
#include "spinlock.h"

void spin_lock(spinlock *lock)
{
    while (atomic_exchange_explicit(&lock->locked, 1, memory_order_release) !=
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
    atomic_store_explicit(&lock->locked, 0, memory_order_release);
}
