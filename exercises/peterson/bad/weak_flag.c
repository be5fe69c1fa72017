// expect: assertion, only by schedules
/* The store to the flag may become visible after the store to turn, and the
 * load. x86 does not show it. */
#include "peterson.h"

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    atomic_store_explicit(&lock->wants[me], 1, memory_order_release);
    atomic_store(&lock->turn, other);
    while (atomic_load(&lock->wants[other]) &&
           atomic_load(&lock->turn) == other)
        ;
}

void peterson_unlock(peterson *lock, int me)
{
    atomic_store_explicit(&lock->wants[me], 0, memory_order_release);
}
