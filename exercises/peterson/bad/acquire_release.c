// expect: assertion, only by schedules
/* Each thread may read the old flag of the other one: store buffering. */
#include "peterson.h"

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    atomic_store_explicit(&lock->wants[me], 1, memory_order_release);
    atomic_store_explicit(&lock->turn, other, memory_order_release);
    while (atomic_load_explicit(&lock->wants[other], memory_order_acquire) &&
           atomic_load_explicit(&lock->turn, memory_order_acquire) == other)
        ;
}

void peterson_unlock(peterson *lock, int me)
{
    atomic_store_explicit(&lock->wants[me], 0, memory_order_release);
}
