// expect: assertion
/* When all have arrived the gate is opened, and the last one to leave shuts
 * it. A fast thread that comes back meanwhile finds it open. */
#include "barrier.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct barrier {
    pthread_mutex_t lock;
    pthread_cond_t may_leave, empty;
    unsigned inside;
    bool leaving;
    unsigned count;
};

barrier *barrier_create(unsigned count)
{
    if (count < 1) {
        errno = EINVAL;
        return NULL;
    }
    barrier *b = malloc(sizeof *b);
    if (b == NULL)
        return NULL;
    *b = (barrier){.count = count};
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->may_leave, NULL);
    pthread_cond_init(&b->empty, NULL);
    return b;
}

bool barrier_wait(barrier *b)
{
    bool first, last;

    pthread_mutex_lock(&b->lock);
    first = b->inside++ == 0;
    if (b->inside == b->count) {
        b->leaving = true;
        pthread_cond_broadcast(&b->may_leave);
    }
    while (!b->leaving)
        pthread_cond_wait(&b->may_leave, &b->lock);
    last = --b->inside == 0;
    if (last) {
        b->leaving = false;
        pthread_cond_signal(&b->empty);
    }
    pthread_mutex_unlock(&b->lock);
    return first;
}

void barrier_destroy(barrier *b)
{
    if (b == NULL)
        return;
    pthread_mutex_lock(&b->lock);
    while (b->inside > 0)
        pthread_cond_wait(&b->empty, &b->lock);
    pthread_mutex_unlock(&b->lock);
    pthread_cond_destroy(&b->empty);
    pthread_cond_destroy(&b->may_leave);
    pthread_mutex_destroy(&b->lock);
    free(b);
}
