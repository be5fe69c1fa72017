/* The same three values. Unlocking counts down by one: from 1 that is free, and
 * from 2 it is not yet. And who waits looks first whether it says 2 already. */
#include "futex_mutex.h"

#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

bool futex_mutex_trylock(futex_mutex *m)
{
    int free = 0;

    return atomic_compare_exchange_strong(&m->state, &free, 1);
}

void futex_mutex_lock(futex_mutex *m)
{
    int seen = 0;

    if (atomic_compare_exchange_strong(&m->state, &seen, 1))
        return;
    do {
        int one = 1;
        if (seen == 2 || atomic_compare_exchange_strong(&m->state, &one, 2) ||
            one == 2)
            syscall(SYS_futex, &m->state, FUTEX_WAIT, 2, NULL, NULL, 0);
        seen = 0;
    } while (!atomic_compare_exchange_strong(&m->state, &seen, 2));
}

void futex_mutex_unlock(futex_mutex *m)
{
    if (atomic_fetch_sub(&m->state, 1) == 1)
        return;
    atomic_store(&m->state, 0);
    syscall(SYS_futex, &m->state, FUTEX_WAKE, 1, NULL, NULL, 0);
}
