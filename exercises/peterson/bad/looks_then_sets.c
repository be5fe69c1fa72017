// expect: assertion
/* Both may find the other flag down before either of them raises its own. */
#include "peterson.h"

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    while (atomic_load(&lock->wants[other]))
        ;
    atomic_store(&lock->wants[me], 1);
}

void peterson_unlock(peterson *lock, int me)
{
    atomic_store_explicit(&lock->wants[me], 0, memory_order_release);
}
