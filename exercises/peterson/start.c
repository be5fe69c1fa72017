#include "peterson.h"

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    /* 1. Say that this thread wants in.
     * 2. Say that the other one may go first.
     * 3. Wait while the other one wants in and it is its turn.
     *
     * Then decide which order each of these operations needs. */
    (void)lock;
    (void)other;
}

void peterson_unlock(peterson *lock, int me)
{
    /* This thread does not want in any more. */
    (void)lock;
    (void)me;
}
