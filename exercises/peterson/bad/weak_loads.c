// expect: assertion, only by schedules
/* An acquire load takes no part in the single order of the seq_cst stores. */
#include "peterson.h"

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    atomic_store(&lock->wants[me], 1);
    atomic_store(&lock->turn, other);
    while (atomic_load_explicit(&lock->wants[other], memory_order_acquire) &&
           atomic_load_explicit(&lock->turn, memory_order_acquire) == other)
        ;
}

void peterson_unlock(peterson *lock, int me)
{
    atomic_store_explicit(&lock->wants[me], 0, memory_order_release);
}
