// expect: deadlock
/* init runs with the lock held, and once_done takes the lock as well. */
#include "once.h"

void once_call(once *o, void (*init)(void *), void *arg)
{
    pthread_mutex_lock(&o->lock);
    if (!o->state) {
        init(arg);
        o->state = 1;
    }
    pthread_mutex_unlock(&o->lock);
}

bool once_done(once *o)
{
    pthread_mutex_lock(&o->lock);
    bool done = o->state;
    pthread_mutex_unlock(&o->lock);
    return done;
}
