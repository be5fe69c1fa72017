// expect: data-race, only by schedules
/* The acquire stands on a look, and the taking is relaxed: between the two
 * another thread may have held the lock and written. */
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

    return atomic_load_explicit(&lock->locked, memory_order_acquire) == 0 &&
           atomic_compare_exchange_strong_explicit(&lock->locked, &expected, 1,
                                                   memory_order_relaxed,
                                                   memory_order_relaxed);
}

void spin_unlock(spinlock *lock)
{
    atomic_store_explicit(&lock->locked, 0, memory_order_release);
}
