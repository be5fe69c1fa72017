// expect: test
/* Whether it is done is kept in a static variable, for all of them together. */
#include "once.h"

static atomic_int done;

void once_call(once *o, void (*init)(void *), void *arg)
{
    if (once_done(o))
        return;
    pthread_mutex_lock(&o->lock);
    if (!once_done(o)) {
        init(arg);
        atomic_store(&done, 1);
    }
    pthread_mutex_unlock(&o->lock);
}

bool once_done(once *o)
{
    (void)o;
    return atomic_load(&done) == 1;
}
