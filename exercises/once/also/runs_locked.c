/* init runs with the lock held, so that whoever comes meanwhile sleeps on the
 * lock: no states, no condition variable. It is right because each `once` has a
 * lock of its own, and because once_done does not take it. */
#include "once.h"

void once_call(once *o, void (*init)(void *), void *arg)
{
    if (once_done(o))
        return;
    pthread_mutex_lock(&o->lock);
    if (!once_done(o)) {
        init(arg);
        atomic_store(&o->flag, 1);
    }
    pthread_mutex_unlock(&o->lock);
}

bool once_done(once *o)
{
    return atomic_load(&o->flag) == 1;
}
