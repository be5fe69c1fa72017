// expect: livelock
/* Each thread waits for the other one to come. */
#include "peterson.h"

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    (void)other;
    while (atomic_load(&lock->turn) != me)
        ;
}

void peterson_unlock(peterson *lock, int me)
{
    atomic_store(&lock->turn, 1 - me);
}
