// expect: forbidden
/* The library's condition variable in its place. */
#include "futex_condvar.h"

static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;

void futex_condvar_wait(futex_condvar *c, pthread_mutex_t *mutex)
{
    (void)c;
    pthread_cond_wait(&cond, mutex);
}

void futex_condvar_signal(futex_condvar *c)
{
    (void)c;
    pthread_cond_signal(&cond);
}

void futex_condvar_broadcast(futex_condvar *c)
{
    (void)c;
    pthread_cond_broadcast(&cond);
}
