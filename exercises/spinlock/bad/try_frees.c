// expect: test
/* A try that fails "takes its 1 back", and so frees what another one holds. */
#include "spinlock.h"

void spin_lock(spinlock *lock)
{
    while (atomic_exchange_explicit(&lock->locked, 1, memory_order_acquire) !=
           0)
        ;
}

bool spin_trylock(spinlock *lock)
{
    if (atomic_exchange(&lock->locked, 1) == 0)
        return true;
    atomic_store(&lock->locked, 0);
    return false;
}

void spin_unlock(spinlock *lock)
{
    atomic_store_explicit(&lock->locked, 0, memory_order_release);
}
