// expect: deadlock
/* A signal wakes and leaves the word as it is. */
#include "futex_condvar.h"

#include <limits.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

void futex_condvar_wait(futex_condvar *c, pthread_mutex_t *mutex)
{
    unsigned seen = atomic_load(&c->word);

    pthread_mutex_unlock(mutex);
    syscall(SYS_futex, &c->word, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
    pthread_mutex_lock(mutex);
}

static void wake(futex_condvar *c, int how_many)
{
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
