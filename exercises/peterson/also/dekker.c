/* Dekker's algorithm, the oldest one. When both flags are up, the one whose
 * turn it is not lowers its flag until it is; the holder passes the turn on
 * when it leaves. */
#include "peterson.h"

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    atomic_store(&lock->wants[me], 1);
    while (atomic_load(&lock->wants[other])) {
        if (atomic_load(&lock->turn) == me)
            continue;
        atomic_store(&lock->wants[me], 0);
        while (atomic_load(&lock->turn) != me)
            ;
        atomic_store(&lock->wants[me], 1);
    }
}

void peterson_unlock(peterson *lock, int me)
{
    atomic_store(&lock->turn, 1 - me);
    atomic_store(&lock->wants[me], 0);
}
