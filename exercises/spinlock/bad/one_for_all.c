// expect: test
/* One word for all locks. */
#include "spinlock.h"

static atomic_flag held = ATOMIC_FLAG_INIT;

void spin_lock(spinlock *lock)
{
    while (atomic_flag_test_and_set(&held))
        ;
    atomic_store(&lock->locked, 1);
}

bool spin_trylock(spinlock *lock)
{
    if (atomic_flag_test_and_set(&held))
        return false;
    atomic_store(&lock->locked, 1);
    return true;
}

void spin_unlock(spinlock *lock)
{
    atomic_store(&lock->locked, 0);
    atomic_flag_clear(&held);
}
