// expect: compile
/* The lock of another exercise. */
#include "peterson.h"

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    (void)other;
    while (atomic_exchange(&lock->turn, 1))
        ;
}

void peterson_unlock(peterson *lock, int me)
{
    (void)me;
    atomic_store(&lock->turn, 0);
}
