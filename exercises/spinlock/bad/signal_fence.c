// expect: data-race
/* A fence for signal handlers restrains the compiler, and no processor. */
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
    atomic_signal_fence(memory_order_release);
    atomic_store_explicit(&lock->locked, 0, memory_order_relaxed);
}
