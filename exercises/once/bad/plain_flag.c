// expect: data-race
/* Double-checked locking with an ordinary variable. It is what many programs
 * do, and it is a data race. */
#include "once.h"

void once_call(once *o, void (*init)(void *), void *arg)
{
    if (once_done(o))
        return;
    pthread_mutex_lock(&o->lock);
    if (!once_done(o)) {
        init(arg);
        o->state = 1;
    }
    pthread_mutex_unlock(&o->lock);
}

bool once_done(once *o)
{
    return o->state == 1;
}
