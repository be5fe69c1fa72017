// expect: deadlock
/* Unlocking is a store of 0, and no more. */
#include "futex_mutex.h"

#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FREE, HELD, HELD_AND_WAITED_FOR };

static void wait_while(atomic_int *word, int value)
{
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

bool futex_mutex_trylock(futex_mutex *m)
{
    int expected = FREE;

    return atomic_compare_exchange_strong_explicit(
        &m->state, &expected, HELD, memory_order_acquire, memory_order_relaxed);
}

void futex_mutex_lock(futex_mutex *m)
{
    if (futex_mutex_trylock(m))
        return;
    while (atomic_exchange_explicit(&m->state, HELD_AND_WAITED_FOR,
                                    memory_order_acquire) != FREE)
        wait_while(&m->state, HELD_AND_WAITED_FOR);
}

void futex_mutex_unlock(futex_mutex *m)
{
    atomic_store_explicit(&m->state, FREE, memory_order_release);
}
