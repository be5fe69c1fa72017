// expect: test
/* The flag is set before init runs, so that nobody else runs it. Others take
 * it for done. */
#include "once.h"

void once_call(once *o, void (*init)(void *), void *arg)
{
    if (once_done(o))
        return;
    pthread_mutex_lock(&o->lock);
    if (!once_done(o)) {
        atomic_store(&o->flag, 1);
        init(arg);
    }
    pthread_mutex_unlock(&o->lock);
}

bool once_done(once *o)
{
    return atomic_load(&o->flag) == 1;
}
