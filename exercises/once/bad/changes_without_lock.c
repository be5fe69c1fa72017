// expect: deadlock
/* When init has returned, the flag is set and the sleepers are woken, without
 * the lock. Who has looked at the flag and is about to sleep hears nothing. */
#include "once.h"

enum { NOT_BEGUN, RUNNING, DONE };

void once_call(once *o, void (*init)(void *), void *arg)
{
    if (atomic_load_explicit(&o->flag, memory_order_acquire))
        return;
    pthread_mutex_lock(&o->lock);
    while (o->state == RUNNING && !once_done(o))
        pthread_cond_wait(&o->changed, &o->lock);
    if (o->state == NOT_BEGUN) {
        o->state = RUNNING;
        pthread_mutex_unlock(&o->lock);
        init(arg);
        atomic_store_explicit(&o->flag, 1, memory_order_release);
        pthread_cond_broadcast(&o->changed);
        return;
    }
    pthread_mutex_unlock(&o->lock);
}

bool once_done(once *o)
{
    return atomic_load_explicit(&o->flag, memory_order_acquire);
}
