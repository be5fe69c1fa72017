// expect: data-race
/* The flag is atomic, and relaxed: who reads the 1 need not see what init
 * wrote before. */
#include "once.h"

enum { NOT_BEGUN, RUNNING, DONE };

void once_call(once *o, void (*init)(void *), void *arg)
{
    if (atomic_load_explicit(&o->flag, memory_order_relaxed))
        return;
    pthread_mutex_lock(&o->lock);
    while (o->state == RUNNING)
        pthread_cond_wait(&o->changed, &o->lock);
    if (o->state == NOT_BEGUN) {
        o->state = RUNNING;
        pthread_mutex_unlock(&o->lock);
        init(arg);
        pthread_mutex_lock(&o->lock);
        o->state = DONE;
        atomic_store_explicit(&o->flag, 1, memory_order_relaxed);
        pthread_cond_broadcast(&o->changed);
    }
    pthread_mutex_unlock(&o->lock);
}

bool once_done(once *o)
{
    return atomic_load_explicit(&o->flag, memory_order_relaxed);
}
