// expect: data-race
/* What has arrived is counted in static variables: barriers share them. */
#include "barrier.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

static unsigned arrived, round_number;

struct barrier {
    pthread_mutex_t lock;
    pthread_cond_t next_round;
    pthread_cond_t all_out;
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
    b->inside = 0;
    b->count = count;
    return b;
}

bool barrier_wait(barrier *b)
{
    pthread_mutex_lock(&b->lock);
    b->inside++;
    bool last = ++arrived == b->count;
    if (last) {
        arrived = 0;
        round_number++;
        pthread_cond_broadcast(&b->next_round);
    } else {
        unsigned mine = round_number;
        while (round_number == mine)
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
