// expect: data-race
/* Volatile variables are not atomic and order nothing between threads. */
#include "peterson.h"

static volatile int wants[2], turn;

void peterson_lock(peterson *lock, int me)
{
    int other = 1 - me;

    (void)lock;
    wants[me] = 1;
    turn = other;
    while (wants[other] && turn == other)
        ;
}

void peterson_unlock(peterson *lock, int me)
{
    (void)lock;
    wants[me] = 0;
}
