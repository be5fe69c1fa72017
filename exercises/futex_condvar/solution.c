/* The word counts signals and broadcasts. Who wants to wait remembers the count
 * while it still holds the mutex, and then sleeps only as long as the count is
 * the same. So a signal that comes between the unlock and the sleep is not
 * lost: it has changed the count, and the kernel refuses to let the thread
 * sleep. */
#include "futex_condvar.h"

#include <limits.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

void futex_condvar_wait(futex_condvar *c, pthread_mutex_t *mutex)
{
    /* Before the unlock: from there on, somebody may change the condition and
     * signal. What we remember must be older than that. */
    unsigned seen = atomic_load(&c->word);

    pthread_mutex_unlock(mutex);
    /* Woken, refused (EAGAIN), interrupted (EINTR) or back for no reason: the
     * caller looks at its condition again in any case. */
    syscall(SYS_futex, &c->word, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
    pthread_mutex_lock(mutex);
}

/* First the count, then the wake: who comes in between sees the new count, and
 * who was asleep before is woken. The other way round, a thread may remember
 * the old count and fall asleep after the wake. */
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
