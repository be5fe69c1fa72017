/* executor: see executor.h for what each function promises, and `task` in the
 * tutor for where to begin. */
#include "executor.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

/* A future that was taken on is a task. A waker can be a pointer to it. */
struct waker {
    executor *e;
    future_poll *poll;
    future_drop *drop;
    void *future;
    /* what can it be doing, who knows it, and what is it linked to? */
};

struct executor {
    pthread_mutex_t lock; /* guards ... */
    /* what is ready, what is there, and what there is to wait for */
};

executor *executor_create(void)
{
    errno = ENOMEM;
    return NULL;
}

bool executor_spawn(executor *e, future_poll *poll, future_drop *drop,
                    void *state)
{
    (void)e;
    (void)poll;
    (void)drop;
    (void)state;
    errno = ENOMEM;
    return false;
}

void executor_run(executor *e)
{
    (void)e;
    /* Wait until something is ready; take it, poll it, and see what it says. */
}

void executor_stop(executor *e)
{
    (void)e;
}

void executor_destroy(executor *e)
{
    (void)e;
}

void waker_wake(waker *w)
{
    (void)w;
}

waker *waker_clone(waker *w)
{
    return w;
}

void waker_drop(waker *w)
{
    (void)w;
}
