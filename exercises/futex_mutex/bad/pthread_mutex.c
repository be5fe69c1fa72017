// expect: forbidden
/* The library's mutex, for all locks the same. */
#include "futex_mutex.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

bool futex_mutex_trylock(futex_mutex *m)
{
    (void)m;
    return pthread_mutex_trylock(&lock) == 0;
}

void futex_mutex_lock(futex_mutex *m)
{
    (void)m;
    pthread_mutex_lock(&lock);
}

void futex_mutex_unlock(futex_mutex *m)
{
    (void)m;
    pthread_mutex_unlock(&lock);
}
