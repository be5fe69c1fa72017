// expect: forbidden
/* The library's lock does the work. */
#include "spinlock.h"

#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

void spin_lock(spinlock *lock)
{
    pthread_mutex_lock(&mutex);
    atomic_store(&lock->locked, 1);
}

bool spin_trylock(spinlock *lock)
{
    if (pthread_mutex_trylock(&mutex) != 0)
        return false;
    atomic_store(&lock->locked, 1);
    return true;
}

void spin_unlock(spinlock *lock)
{
    atomic_store(&lock->locked, 0);
    pthread_mutex_unlock(&mutex);
}
