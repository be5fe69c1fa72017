/* The orders are on fences instead of on the operations. */
#include "spinlock.h"

bool spin_trylock(spinlock *lock)
{
    if (atomic_exchange_explicit(&lock->locked, 1, memory_order_relaxed) != 0)
        return false;
    atomic_thread_fence(memory_order_acquire);
    return true;
}

void spin_lock(spinlock *lock)
{
    while (atomic_exchange_explicit(&lock->locked, 1, memory_order_relaxed) !=
           0)
        while (atomic_load_explicit(&lock->locked, memory_order_relaxed) != 0)
            ;
    atomic_thread_fence(memory_order_acquire);
}

void spin_unlock(spinlock *lock)
{
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&lock->locked, 0, memory_order_relaxed);
}
