// expect: assertion
/* The lock orders nothing, not even its own steps. */
#include "peterson.h"

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    atomic_store_explicit(&lock->wants[me], 1, memory_order_relaxed);
    atomic_store_explicit(&lock->turn, other, memory_order_relaxed);
    while (atomic_load_explicit(&lock->wants[other], memory_order_relaxed) &&
           atomic_load_explicit(&lock->turn, memory_order_relaxed) == other)
        ;
}

void peterson_unlock(peterson *lock, int me)
{
    atomic_store_explicit(&lock->wants[me], 0, memory_order_relaxed);
}
