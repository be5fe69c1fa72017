// expect: deadlock
/* One word for all condition variables: a signal may wake a thread that waits
 * on another one, and not the one that it is for. */
#include "futex_condvar.h"

#include <limits.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_uint word;

void futex_condvar_wait(futex_condvar *c, pthread_mutex_t *mutex)
{
    (void)c;
    unsigned seen = atomic_load(&word);

    pthread_mutex_unlock(mutex);
    syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
    pthread_mutex_lock(mutex);
}

static void wake(futex_condvar *c, int how_many)
{
    (void)c;
    atomic_fetch_add(&word, 1);
    syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, how_many, NULL, NULL, 0);
}

void futex_condvar_signal(futex_condvar *c)
{
    wake(c, 1);
}

void futex_condvar_broadcast(futex_condvar *c)
{
    wake(c, INT_MAX);
}
