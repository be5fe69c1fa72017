/* Double-checked locking, done right. `state` is guarded by the lock, and says
 * how far things are. `flag` is atomic, becomes 1 when all is done, and never
 * changes again: whoever reads the 1 needs no lock. */
#include "once.h"

enum { NOT_BEGUN, RUNNING, DONE };

void once_call(once *o, void (*init)(void *), void *arg)
{
    /* The first check, for all who come late. Acquire: with the 1 comes what
     * init wrote. A 0 says nothing, it may be old: the lock will tell. */
    if (atomic_load_explicit(&o->flag, memory_order_acquire))
        return;
    pthread_mutex_lock(&o->lock);
    /* The second check: while this thread came here, another one may have
     * begun, or may have done it all. */
    while (o->state == RUNNING)
        pthread_cond_wait(&o->changed, &o->lock);
    if (o->state == NOT_BEGUN) {
        /* Under the same lock as the look: nobody else can find NOT_BEGUN. */
        o->state = RUNNING;
        /* Without the lock: init may take long. */
        pthread_mutex_unlock(&o->lock);
        init(arg);
        pthread_mutex_lock(&o->lock);
        o->state = DONE;
        /* After init, and with release. */
        atomic_store_explicit(&o->flag, 1, memory_order_release);
        pthread_cond_broadcast(&o->changed); /* all of them can go on */
    }
    pthread_mutex_unlock(&o->lock);
}

bool once_done(once *o)
{
    return atomic_load_explicit(&o->flag, memory_order_acquire);
}
