// expect: forbidden
/* Leaves the work to the library. */
#include "peterson.h"

#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

void peterson_lock(peterson *lock, int me)
{
    (void)lock;
    (void)me;
    pthread_mutex_lock(&mutex);
}

void peterson_unlock(peterson *lock, int me)
{
    (void)lock;
    (void)me;
    pthread_mutex_unlock(&mutex);
}
