// expect: deadlock
/* Who waits does not set the word to 2, so nobody knows of it. */
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

static void wake_one(atomic_int *word)
{
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
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
    while (!futex_mutex_trylock(m))
        wait_while(&m->state, HELD);
}

void futex_mutex_unlock(futex_mutex *m)
{
    if (atomic_exchange_explicit(&m->state, FREE, memory_order_release) ==
        HELD_AND_WAITED_FOR)
        wake_one(&m->state);
}
