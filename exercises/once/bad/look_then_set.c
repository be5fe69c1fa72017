// expect: data-race
/* Whether somebody has begun is looked up, and then noted: two atomic steps,
 * and between them there is room for another thread. */
#include "once.h"

void once_call(once *o, void (*init)(void *), void *arg)
{
    if (once_done(o))
        return;
    if (atomic_load(&o->flag) == 0) {
        atomic_store(&o->flag, 2);
        init(arg);
        pthread_mutex_lock(&o->lock);
        atomic_store(&o->flag, 1);
        pthread_cond_broadcast(&o->changed);
        pthread_mutex_unlock(&o->lock);
        return;
    }
    pthread_mutex_lock(&o->lock);
    while (!once_done(o))
        pthread_cond_wait(&o->changed, &o->lock);
    pthread_mutex_unlock(&o->lock);
}

bool once_done(once *o)
{
    return atomic_load(&o->flag) == 1;
}
