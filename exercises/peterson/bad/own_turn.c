// expect: test
/* Takes the turn instead of giving it away. */
#include "peterson.h"

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    atomic_store(&lock->wants[me], 1);
    atomic_store(&lock->turn, me);
    while (atomic_load(&lock->wants[other]) &&
           atomic_load(&lock->turn) == other)
        ;
}

void peterson_unlock(peterson *lock, int me)
{
    atomic_store_explicit(&lock->wants[me], 0, memory_order_release);
}
