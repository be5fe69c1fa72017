/* As many waiters as there are are counted, so that a signal for nobody makes
 * no system call. They are counted with the mutex held: who changes the
 * condition later finds them. */
#include "futex_condvar.h"

#include <limits.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

void futex_condvar_wait(futex_condvar *c, pthread_mutex_t *mutex)
{
    atomic_fetch_add(&c->spare, 1);
    unsigned seen = atomic_load(&c->word);
    pthread_mutex_unlock(mutex);
    syscall(SYS_futex, &c->word, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
    atomic_fetch_sub(&c->spare, 1);
    pthread_mutex_lock(mutex);
}

static void wake(futex_condvar *c, int how_many)
{
    if (atomic_load(&c->spare) == 0)
        return;
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
