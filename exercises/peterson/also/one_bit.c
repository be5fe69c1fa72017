/* Without a turn: thread 1 gives way whenever thread 0 wants in. Thread 1 may
 * have to wait for as long as thread 0 keeps coming back; the contract permits
 * that. (Known as the one-bit algorithm.) */
#include "peterson.h"

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    atomic_store(&lock->wants[me], 1);
    if (me == 0) {
        while (atomic_load(&lock->wants[other]))
            ;
        return;
    }
    while (atomic_load(&lock->wants[other])) {
        atomic_store(&lock->wants[me], 0);
        while (atomic_load(&lock->wants[other]))
            ;
        atomic_store(&lock->wants[me], 1);
    }
}

void peterson_unlock(peterson *lock, int me)
{
    atomic_store_explicit(&lock->wants[me], 0, memory_order_release);
}
