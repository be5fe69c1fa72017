// expect: data-race
/* "volatile is enough for a flag." It is neither one step nor atomic. */
#include "spinlock.h"

void spin_lock(spinlock *lock)
{
    volatile int *word = (volatile int *)&lock->locked;

    while (*word != 0)
        ;
    *word = 1;
}

bool spin_trylock(spinlock *lock)
{
    volatile int *word = (volatile int *)&lock->locked;

    if (*word != 0)
        return false;
    *word = 1;
    return true;
}

void spin_unlock(spinlock *lock)
{
    *(volatile int *)&lock->locked = 0;
}
