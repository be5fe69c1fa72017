// expect: livelock
/* When both flags are up, both wait for ever. */
#include "peterson.h"

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    atomic_store(&lock->wants[me], 1);
    while (atomic_load(&lock->wants[other]))
        ;
}

void peterson_unlock(peterson *lock, int me)
{
    atomic_store_explicit(&lock->wants[me], 0, memory_order_release);
}
