// expect: deadlock
/* The signal locks the mutex of the last waiter. But it may be called with that
 * mutex held. */
#include "futex_condvar.h"

#include <limits.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Atomic(pthread_mutex_t *) used;

void futex_condvar_wait(futex_condvar *c, pthread_mutex_t *mutex)
{
    atomic_store(&used, mutex);

    unsigned seen = atomic_load(&c->word);
    pthread_mutex_unlock(mutex);
    syscall(SYS_futex, &c->word, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
    pthread_mutex_lock(mutex);
}

static void wake(futex_condvar *c, int how_many)
{
    pthread_mutex_t *mutex = atomic_load(&used);

    if (mutex != NULL)
        pthread_mutex_lock(mutex);
    atomic_fetch_add(&c->word, 1);
    syscall(SYS_futex, &c->word, FUTEX_WAKE_PRIVATE, how_many, NULL, NULL, 0);
    if (mutex != NULL)
        pthread_mutex_unlock(mutex);
}

void futex_condvar_signal(futex_condvar *c)
{
    wake(c, 1);
}

void futex_condvar_broadcast(futex_condvar *c)
{
    wake(c, INT_MAX);
}
