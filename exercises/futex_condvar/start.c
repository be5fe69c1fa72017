/* futex_condvar: see futex_condvar.h for what each function promises, and
 * `task` in the tutor for where to begin. */
#include "futex_condvar.h"

#include <limits.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Sleeps if *word is `value` when the kernel looks, until somebody wakes it.
 * It may also return for other reasons. */
static void sleep_while(atomic_uint *word, unsigned value)
{
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

/* Wakes as many threads that sleep on the word, INT_MAX for all. */
static void wake(atomic_uint *word, int how_many)
{
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, how_many, NULL, NULL, 0);
}

void futex_condvar_wait(futex_condvar *c, pthread_mutex_t *mutex)
{
    /* Unlock, sleep, lock. What is missing? */
    pthread_mutex_unlock(mutex);
    sleep_while(&c->word, 0);
    pthread_mutex_lock(mutex);
}

void futex_condvar_signal(futex_condvar *c)
{
    wake(&c->word, 1);
}

void futex_condvar_broadcast(futex_condvar *c)
{
    (void)c;
}
