// expect: livelock
/* Gives the turn away and never lowers its flag. */
#include "peterson.h"

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    atomic_store(&lock->wants[me], 1);
    atomic_store(&lock->turn, other);
    while (atomic_load(&lock->wants[other]) &&
           atomic_load(&lock->turn) == other)
        ;
}

void peterson_unlock(peterson *lock, int me)
{
    atomic_store(&lock->turn, 1 - me);
}
