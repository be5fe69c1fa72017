// expect: assertion, only by schedules
/* Nothing keeps the two stores in order: turn may be visible before the flag.
 */
#include "peterson.h"

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    atomic_store_explicit(&lock->wants[me], 1, memory_order_relaxed);
    atomic_store_explicit(&lock->turn, other, memory_order_relaxed);
    atomic_thread_fence(memory_order_seq_cst);
    while (atomic_load_explicit(&lock->wants[other], memory_order_relaxed) &&
           atomic_load_explicit(&lock->turn, memory_order_relaxed) == other)
        ;
    atomic_thread_fence(memory_order_acquire);
}

void peterson_unlock(peterson *lock, int me)
{
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&lock->wants[me], 0, memory_order_relaxed);
}
