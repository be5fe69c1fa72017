// expect: test
/* It is checked once, before the lock. Who had to wait for the lock runs init
 * again. */
#include "once.h"

void once_call(once *o, void (*init)(void *), void *arg)
{
    if (once_done(o))
        return;
    pthread_mutex_lock(&o->lock);
    init(arg);
    atomic_store(&o->flag, 1);
    pthread_mutex_unlock(&o->lock);
}

bool once_done(once *o)
{
    return atomic_load(&o->flag) == 1;
}
