/* The lowest bit says that the lock is held; the others count who waits. */
#include "futex_mutex.h"

#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { HELD = 1, WAITER = 2 };

bool futex_mutex_trylock(futex_mutex *m)
{
    return !(atomic_fetch_or_explicit(&m->state, HELD, memory_order_acquire) &
             HELD);
}

void futex_mutex_lock(futex_mutex *m)
{
    if (futex_mutex_trylock(m))
        return;
    atomic_fetch_add_explicit(&m->state, WAITER, memory_order_relaxed);
    while (!futex_mutex_trylock(m)) {
        int seen = atomic_load_explicit(&m->state, memory_order_relaxed);
        if (seen & HELD)
            syscall(SYS_futex, &m->state, FUTEX_WAIT_PRIVATE, seen, NULL, NULL,
                    0);
    }
    atomic_fetch_sub_explicit(&m->state, WAITER, memory_order_relaxed);
}

void futex_mutex_unlock(futex_mutex *m)
{
    if (atomic_fetch_sub_explicit(&m->state, HELD, memory_order_release) > HELD)
        syscall(SYS_futex, &m->state, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}
