/* A lock in one word. The word has three values:
 *
 *     0  free
 *     1  held, and nobody sleeps
 *     2  held, and somebody may sleep
 *
 * Two would do to keep threads apart. The third is for the holder: when it
 * unlocks, it has to know whether somebody must be woken, for only then it
 * makes a system call. */
#include "futex_mutex.h"

#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FREE, HELD, HELD_AND_WAITED_FOR };

/* Sleeps if *word is `value` when the kernel looks. Returns when woken, at once
 * if it is another value (EAGAIN), after a signal (EINTR), or for no reason.
 * So what it returns does not matter: the caller has to look again. */
static void wait_while(atomic_int *word, int value)
{
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static void wake_one(atomic_int *word)
{
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

/* Acquire: what the last holder did is visible to this one. */
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
    /* From here on the word says 2: whoever unlocks will wake somebody. If the
     * exchange finds it free, it is ours, and it says 2 although perhaps nobody
     * sleeps. That costs one system call too many. But others may sleep, and a
     * 1 would make us forget them. */
    while (atomic_exchange_explicit(&m->state, HELD_AND_WAITED_FOR,
                                    memory_order_acquire) != FREE)
        wait_while(&m->state, HELD_AND_WAITED_FOR);
}

/* Freeing the word and learning what it was are one step. A look and a store
 * would leave a gap, in which a thread may set it to 2 and go to sleep. First
 * free, then wake: whoever is woken before finds it held and sleeps again. */
void futex_mutex_unlock(futex_mutex *m)
{
    if (atomic_exchange_explicit(&m->state, FREE, memory_order_release) ==
        HELD_AND_WAITED_FOR)
        wake_one(&m->state);
}
