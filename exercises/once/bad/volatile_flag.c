// expect: data-race
/* The same, with a volatile access: that makes nothing atomic, and orders
 * nothing. */
#include "once.h"

void once_call(once *o, void (*init)(void *), void *arg)
{
    if (once_done(o))
        return;
    pthread_mutex_lock(&o->lock);
    if (!once_done(o)) {
        init(arg);
        *(volatile int *)&o->state = 1;
    }
    pthread_mutex_unlock(&o->lock);
}

bool once_done(once *o)
{
    return *(volatile int *)&o->state == 1;
}
