/* One condition variable for all who wait, and a broadcast at each change. The
 * readers inside are counted up from 0; -1 stands for a writer. */
#include "rw_lock.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct rw_lock {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int inside;  /* readers, or -1: a writer */
    int writers; /* that wait */
};

rw_lock *rw_create(void)
{
    rw_lock *l = malloc(sizeof *l);

    if (l != NULL) {
        pthread_mutex_init(&l->lock, NULL);
        pthread_cond_init(&l->changed, NULL);
        l->inside = l->writers = 0;
    }
    return l;
}

void rw_destroy(rw_lock *l)
{
    if (l != NULL) {
        pthread_mutex_destroy(&l->lock);
        pthread_cond_destroy(&l->changed);
    }
    free(l);
}

void rw_read_lock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    while (l->inside < 0 || l->writers > 0)
        pthread_cond_wait(&l->changed, &l->lock);
    l->inside++;
    pthread_mutex_unlock(&l->lock);
}

bool rw_try_read_lock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    bool free = l->inside >= 0 && l->writers == 0;
    l->inside += free;
    pthread_mutex_unlock(&l->lock);
    return free;
}

void rw_read_unlock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    bool last = --l->inside == 0;
    pthread_mutex_unlock(&l->lock);
    if (last)
        pthread_cond_broadcast(&l->changed);
}

void rw_write_lock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    l->writers++;
    while (l->inside != 0)
        pthread_cond_wait(&l->changed, &l->lock);
    l->writers--;
    l->inside = -1;
    pthread_mutex_unlock(&l->lock);
}

bool rw_try_write_lock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    bool free = l->inside == 0;
    if (free)
        l->inside = -1;
    pthread_mutex_unlock(&l->lock);
    return free;
}

void rw_write_unlock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    l->inside = 0;
    pthread_mutex_unlock(&l->lock);
    pthread_cond_broadcast(&l->changed);
}
