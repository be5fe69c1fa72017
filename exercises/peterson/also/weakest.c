/* Peterson's algorithm with the weakest order for each access. */
#include "peterson.h"

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    /* Both stores come before the look at the other flag, for both threads. */
    atomic_store_explicit(&lock->wants[me], 1, memory_order_seq_cst);
    atomic_store_explicit(&lock->turn, other, memory_order_seq_cst);

    /* turn is one variable to which both store: a thread never reads what was
     * there before its own store. Acquire, as it may be this load that lets the
     * thread in, and then it takes over from the other one's last visit. */
    while (atomic_load_explicit(&lock->wants[other], memory_order_seq_cst) &&
           atomic_load_explicit(&lock->turn, memory_order_acquire) == other)
        ;
}

void peterson_unlock(peterson *lock, int me)
{
    atomic_store_explicit(&lock->wants[me], 0, memory_order_release);
}
