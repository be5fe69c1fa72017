// expect: deadlock
/* Who finds it done returns with the lock held. */
#include "once.h"

enum { NOT_BEGUN, RUNNING, DONE };

void once_call(once *o, void (*init)(void *), void *arg)
{
    pthread_mutex_lock(&o->lock);
    if (o->state == DONE)
        return;
    if (o->state == NOT_BEGUN) {
        o->state = RUNNING;
        pthread_mutex_unlock(&o->lock);
        init(arg);
        pthread_mutex_lock(&o->lock);
        o->state = DONE;
        pthread_cond_broadcast(&o->changed);
    }
    while (o->state != DONE)
        pthread_cond_wait(&o->changed, &o->lock);
    pthread_mutex_unlock(&o->lock);
}

bool once_done(once *o)
{
    pthread_mutex_lock(&o->lock);
    bool done = o->state == DONE;
    pthread_mutex_unlock(&o->lock);
    return done;
}
