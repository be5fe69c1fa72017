// expect: test
/* Looks once and goes in. */
#include "peterson.h"

#include <sched.h>

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    atomic_store(&lock->wants[me], 1);
    atomic_store(&lock->turn, other);
    if (atomic_load(&lock->wants[other]) && atomic_load(&lock->turn) == other)
        sched_yield();
}

void peterson_unlock(peterson *lock, int me)
{
    atomic_store_explicit(&lock->wants[me], 0, memory_order_release);
}
