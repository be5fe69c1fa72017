/* once: what must run once, however many threads come for it. */
#ifndef ONCE_H
#define ONCE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

/* Made with ONCE_INIT, mostly as a static variable; copied never. Use the
 * members that you need. What the numbers in `state` and `flag` mean is yours
 * to say; both begin as 0. */
typedef struct once {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int state;
    atomic_int flag;
} once;

#define ONCE_INIT                                                 \
    {                                                             \
        PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0 \
    }

/* The first call for *o runs init(arg); no other one does. Every call returns
 * when that init has returned, and what init wrote is visible then. A thread
 * that has to wait for it sleeps. Different `once` have nothing to do with
 * each other: an init may call once_call for another one. */
void once_call(once *o, void (*init)(void *), void *arg);

/* Whether that init has returned; if so, what it wrote is visible. It does
 * not wait for an init that is running. */
bool once_done(once *o);

#endif
