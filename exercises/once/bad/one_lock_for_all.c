// expect: deadlock
/* All of them share one lock, which is held while init runs. An init that
 * needs another one waits for itself. */
#include "once.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void once_call(once *o, void (*init)(void *), void *arg)
{
    if (once_done(o))
        return;
    pthread_mutex_lock(&lock);
    if (!once_done(o)) {
        init(arg);
        atomic_store(&o->flag, 1);
    }
    pthread_mutex_unlock(&lock);
}

bool once_done(once *o)
{
    return atomic_load(&o->flag) == 1;
}
