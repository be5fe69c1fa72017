/* Sleeps until the count has really changed, so that it never returns for
 * nothing. And a signal is a broadcast: more than is needed, and correct. */
#include "futex_condvar.h"

#include <limits.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

void futex_condvar_wait(futex_condvar *c, pthread_mutex_t *mutex)
{
    unsigned seen = atomic_load_explicit(&c->word, memory_order_relaxed);

    pthread_mutex_unlock(mutex);
    while (atomic_load_explicit(&c->word, memory_order_relaxed) == seen)
        syscall(SYS_futex, &c->word, FUTEX_WAIT, seen, NULL, NULL, 0);
    pthread_mutex_lock(mutex);
}

void futex_condvar_broadcast(futex_condvar *c)
{
    atomic_fetch_add_explicit(&c->word, 1, memory_order_relaxed);
    syscall(SYS_futex, &c->word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

void futex_condvar_signal(futex_condvar *c)
{
    futex_condvar_broadcast(c);
}
