/* The rounds are numbered. A thread remembers the number that it found when it
 * came, and waits until the number is another one: that stays true, whoever
 * comes back for the next round meanwhile. "All have arrived" would not stay
 * true. */
#include "barrier.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct barrier {
    pthread_mutex_t lock; /* guards all below but count */
    pthread_cond_t next_round;
    pthread_cond_t all_out;
    unsigned arrived; /* in this round */
    unsigned round;
    unsigned inside; /* threads in barrier_wait, of this round or the last */
    unsigned count;  /* never changes: needs no lock */
};

barrier *barrier_create(unsigned count)
{
    if (count == 0) {
        errno = EINVAL;
        return NULL;
    }
    barrier *b = malloc(sizeof *b);
    if (b == NULL)
        return NULL; /* malloc has set errno to ENOMEM */
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->next_round, NULL);
    pthread_cond_init(&b->all_out, NULL);
    b->arrived = b->round = b->inside = 0;
    b->count = count;
    return b;
}

bool barrier_wait(barrier *b)
{
    pthread_mutex_lock(&b->lock);
    b->inside++;
    bool last = ++b->arrived == b->count;
    if (last) {
        /* Who comes from now on comes for the next round. */
        b->arrived = 0;
        b->round++;
        /* All of them can go on, so all are woken. */
        pthread_cond_broadcast(&b->next_round);
    } else {
        unsigned mine = b->round;
        while (b->round == mine)
            pthread_cond_wait(&b->next_round, &b->lock);
    }
    /* With the lock held: barrier_destroy cannot free the barrier before this
     * thread has released it. */
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
