/* Nothing is ever set back: arrivals are numbered through, and a number says
 * which round it belongs to. 64 bits do not run out. */
#include "barrier.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

struct barrier {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    uint64_t arrived, left; /* since it was created */
    uint64_t count;
};

barrier *barrier_create(unsigned count)
{
    barrier *b;

    if (count == 0) {
        errno = EINVAL;
        return NULL;
    }
    b = calloc(1, sizeof *b);
    if (b == NULL)
        return NULL;
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->changed, NULL);
    b->count = count;
    return b;
}

bool barrier_wait(barrier *b)
{
    pthread_mutex_lock(&b->lock);
    uint64_t mine = b->arrived++;
    uint64_t end = (mine / b->count + 1) * b->count; /* of this round */
    bool first = mine % b->count == 0;
    if (b->arrived == end)
        pthread_cond_broadcast(&b->changed);
    while (b->arrived < end)
        pthread_cond_wait(&b->changed, &b->lock);
    if (++b->left == b->arrived)
        pthread_cond_broadcast(&b->changed);
    pthread_mutex_unlock(&b->lock);
    return first; /* b->count may be gone by now */
}

void barrier_destroy(barrier *b)
{
    if (b == NULL)
        return;
    pthread_mutex_lock(&b->lock);
    while (b->left < b->arrived)
        pthread_cond_wait(&b->changed, &b->lock);
    pthread_mutex_unlock(&b->lock);
    pthread_cond_destroy(&b->changed);
    pthread_mutex_destroy(&b->lock);
    free(b);
}
