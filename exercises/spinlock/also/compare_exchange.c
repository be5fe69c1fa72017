/* Compare-and-exchange, and a back-off that doubles. In the loop the weak form
 * will do; spin_trylock has one try only and needs the strong one. */
#include "spinlock.h"

enum { LONGEST = 8 };

bool spin_trylock(spinlock *lock)
{
    int expected = 0;

    return atomic_compare_exchange_strong_explicit(&lock->locked, &expected, 1,
                                                   memory_order_acquire,
                                                   memory_order_relaxed);
}

void spin_lock(spinlock *lock)
{
    int pause = 1;

    for (;;) {
        int expected = 0;
        if (atomic_compare_exchange_weak_explicit(&lock->locked, &expected, 1,
                                                  memory_order_acquire,
                                                  memory_order_relaxed))
            return;
        for (volatile int i = 0; i < pause; i++)
            ;
        if (pause < LONGEST)
            pause *= 2;
        while (atomic_load_explicit(&lock->locked, memory_order_relaxed) != 0)
            ;
    }
}

void spin_unlock(spinlock *lock)
{
    atomic_store_explicit(&lock->locked, 0, memory_order_release);
}
