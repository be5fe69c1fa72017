/* Tickets in the place of a count of signals: each waiter draws one while it
 * holds the mutex, `spare`; the word says how many have been served. A signal
 * serves one more, a broadcast all that were drawn. */
#include "futex_condvar.h"

#include <limits.h>
#include <linux/futex.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

void futex_condvar_wait(futex_condvar *c, pthread_mutex_t *mutex)
{
    unsigned ticket = atomic_fetch_add(&c->spare, 1);
    unsigned served = atomic_load(&c->word);

    pthread_mutex_unlock(mutex);
    while ((int)(served - ticket) <= 0) {
        syscall(SYS_futex, &c->word, FUTEX_WAIT_PRIVATE, served, NULL, NULL, 0);
        served = atomic_load(&c->word);
    }
    pthread_mutex_lock(mutex);
}

static void serve(futex_condvar *c, bool all)
{
    unsigned served = atomic_load(&c->word), drawn;

    do {
        drawn = atomic_load(&c->spare);
        if (served == drawn)
            return;
    } while (!atomic_compare_exchange_weak(&c->word, &served,
                                           all ? drawn : served + 1));
    /* All of them: the one whose turn it is need not be the first that wakes.
     */
    syscall(SYS_futex, &c->word, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

void futex_condvar_signal(futex_condvar *c)
{
    serve(c, false);
}

void futex_condvar_broadcast(futex_condvar *c)
{
    serve(c, true);
}
