// expect: assertion
/* Gives way first, and says too late that it wants in. */
#include "peterson.h"

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    atomic_store(&lock->turn, other);
    atomic_store(&lock->wants[me], 1);
    while (atomic_load(&lock->wants[other]) &&
           atomic_load(&lock->turn) == other)
        ;
}

void peterson_unlock(peterson *lock, int me)
{
    atomic_store_explicit(&lock->wants[me], 0, memory_order_release);
}
