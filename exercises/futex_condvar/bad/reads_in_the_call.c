// expect: deadlock
/* The value to expect is read in the call itself, so it is always the one that
 * is there. */
#include "futex_condvar.h"

#include <limits.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

void futex_condvar_wait(futex_condvar *c, pthread_mutex_t *mutex)
{
    pthread_mutex_unlock(mutex);
    syscall(SYS_futex, &c->word, FUTEX_WAIT_PRIVATE, atomic_load(&c->word),
            NULL, NULL, 0);
    pthread_mutex_lock(mutex);
}

static void wake(futex_condvar *c, int how_many)
{
    atomic_fetch_add(&c->word, 1);
    syscall(SYS_futex, &c->word, FUTEX_WAKE_PRIVATE, how_many, NULL, NULL, 0);
}

void futex_condvar_signal(futex_condvar *c)
{
    wake(c, 1);
}

void futex_condvar_broadcast(futex_condvar *c)
{
    wake(c, INT_MAX);
}
