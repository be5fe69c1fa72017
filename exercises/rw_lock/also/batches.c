/* Readers and writers take turns: a writer that leaves lets in all readers that
 * wait at that moment, as one batch, before the next writer. So neither side
 * starves. */
#include "rw_lock.h"

#include <pthread.h>
#include <stdlib.h>

struct rw_lock {
    pthread_mutex_t lock;
    pthread_cond_t readers_may, writers_may;
    unsigned inside;     /* readers; those of a batch count from the start */
    unsigned queued;     /* readers that wait for the next batch */
    unsigned long batch; /* the number of the batch that may go in */
    unsigned writers;    /* that wait */
    bool writing;
};

rw_lock *rw_create(void)
{
    rw_lock *l = calloc(1, sizeof *l);

    if (l == NULL)
        return NULL;
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->readers_may, NULL);
    pthread_cond_init(&l->writers_may, NULL);
    return l;
}

void rw_destroy(rw_lock *l)
{
    if (l == NULL)
        return;
    pthread_cond_destroy(&l->readers_may);
    pthread_cond_destroy(&l->writers_may);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

void rw_read_lock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    if (l->writing || l->writers > 0) {
        unsigned long mine = l->batch + 1;
        l->queued++;
        while (l->batch < mine)
            pthread_cond_wait(&l->readers_may, &l->lock);
    } else {
        l->inside++;
    }
    pthread_mutex_unlock(&l->lock);
}

bool rw_try_read_lock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    bool free = !l->writing && l->writers == 0;
    l->inside += free;
    pthread_mutex_unlock(&l->lock);
    return free;
}

void rw_read_unlock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    l->inside--;
    if (l->inside == 0)
        pthread_cond_signal(&l->writers_may);
    pthread_mutex_unlock(&l->lock);
}

void rw_write_lock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    l->writers++;
    while (l->writing || l->inside > 0)
        pthread_cond_wait(&l->writers_may, &l->lock);
    l->writers--;
    l->writing = true;
    pthread_mutex_unlock(&l->lock);
}

bool rw_try_write_lock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    bool free = !l->writing && l->inside == 0;
    if (free)
        l->writing = true;
    pthread_mutex_unlock(&l->lock);
    return free;
}

void rw_write_unlock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    l->writing = false;
    if (l->queued > 0) {
        l->inside = l->queued;
        l->queued = 0;
        l->batch++;
        pthread_cond_broadcast(&l->readers_may);
    } else {
        pthread_cond_signal(&l->writers_may);
    }
    pthread_mutex_unlock(&l->lock);
}
