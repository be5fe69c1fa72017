// expect: forbidden
/* The barrier of the system, in a new coat. */
#include "barrier.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct barrier {
    pthread_mutex_t lock;
    pthread_cond_t next_round;
    pthread_barrier_t barrier;
    pthread_cond_t all_out;
    unsigned arrived;
    unsigned round;
    unsigned inside;
    unsigned count;
};

barrier *barrier_create(unsigned count)
{
    if (count == 0) {
        errno = EINVAL;
        return NULL;
    }
    barrier *b = malloc(sizeof *b);
    if (b == NULL)
        return NULL;
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->next_round, NULL);
    pthread_cond_init(&b->all_out, NULL);
    b->arrived = b->round = b->inside = 0;
    b->count = count;
    pthread_barrier_init(&b->barrier, NULL, count);
    return b;
}

bool barrier_wait(barrier *b)
{
    pthread_mutex_lock(&b->lock);
    b->inside++;
    bool last = ++b->arrived == b->count;
    if (last) {
        b->arrived = 0;
        b->round++;
        pthread_cond_broadcast(&b->next_round);
    } else {
        unsigned mine = b->round;
        while (b->round == mine)
            pthread_cond_wait(&b->next_round, &b->lock);
    }
    if (--b->inside == 0)
        pthread_cond_signal(&b->all_out);
    pthread_mutex_unlock(&b->lock);
    return last;
}

void barrier_destroy(barrier *b)
{
    if (b == NULL)
        return;
    pthread_mutex_lock(&b->lock);
    while (b->inside > 0)
        pthread_cond_wait(&b->all_out, &b->lock);
    pthread_mutex_unlock(&b->lock);
    pthread_cond_destroy(&b->all_out);
    pthread_cond_destroy(&b->next_round);
    pthread_mutex_destroy(&b->lock);
    free(b);
}
