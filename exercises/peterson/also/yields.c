/* Peterson's algorithm, giving the processor away while it waits: with more
 * threads than processors the holder may need it. */
#include "peterson.h"

#include <sched.h>

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    atomic_store(&lock->wants[me], 1);
    atomic_store(&lock->turn, other);
    while (atomic_load(&lock->wants[other]) &&
           atomic_load(&lock->turn) == other)
        sched_yield();
}

void peterson_unlock(peterson *lock, int me)
{
    atomic_store(&lock->wants[me], 0);
}
