/* futex_condvar: a condition variable built on the futex(2) system call. */
#ifndef FUTEX_CONDVAR_H
#define FUTEX_CONDVAR_H

#include <pthread.h>
#include <stdatomic.h>

typedef struct {
    atomic_uint word;  /* to sleep on */
    atomic_uint spare; /* use it or not */
} futex_condvar;       /* what the values mean is yours to say */

#define FUTEX_CONDVAR_INIT \
    {                      \
        0, 0               \
    }

/* Called with the mutex held, by this thread, once. Unlocks it and sleeps
 * until a signal or a broadcast; then locks it again and returns. No signal
 * that comes after the unlock is missed. It may also return for no reason:
 * callers look at their condition in a loop. Who waits sleeps in the kernel
 * rather than spin. */
void futex_condvar_wait(futex_condvar *c, pthread_mutex_t *mutex);

/* Wakes at least one of the threads that wait, if there are any. Called with
 * the mutex held or without. Never waits for another thread. */
void futex_condvar_signal(futex_condvar *c);

/* Wakes all threads that wait. As above. */
void futex_condvar_broadcast(futex_condvar *c);

#endif
