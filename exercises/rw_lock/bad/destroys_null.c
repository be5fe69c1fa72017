// expect: memory
/* rw_destroy(NULL) is not fine. */
#include "rw_lock.h"

#include <pthread.h>
#include <stdlib.h>

struct rw_lock {
    pthread_mutex_t lock;
    pthread_cond_t readers_may, writers_may;

    unsigned readers;
    unsigned waiting;
    bool writer;
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
    pthread_cond_destroy(&l->writers_may);
    pthread_cond_destroy(&l->readers_may);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

static bool may_read(const rw_lock *l)
{
    return !l->writer && l->waiting == 0;
}

static bool may_write(const rw_lock *l)
{
    return !l->writer && l->readers == 0;
}

void rw_read_lock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    while (!may_read(l))
        pthread_cond_wait(&l->readers_may, &l->lock);
    l->readers++;
    pthread_mutex_unlock(&l->lock);
}

bool rw_try_read_lock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    bool in = may_read(l);
    if (in)
        l->readers++;
    pthread_mutex_unlock(&l->lock);
    return in;
}

void rw_read_unlock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    l->readers--;
    if (l->readers == 0)
        pthread_cond_signal(&l->writers_may);
    pthread_mutex_unlock(&l->lock);
}

void rw_write_lock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    l->waiting++;
    while (!may_write(l))
        pthread_cond_wait(&l->writers_may, &l->lock);
    l->waiting--;
    l->writer = true;
    pthread_mutex_unlock(&l->lock);
}

bool rw_try_write_lock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    bool in = may_write(l);
    if (in)
        l->writer = true;
    pthread_mutex_unlock(&l->lock);
    return in;
}

void rw_write_unlock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    l->writer = false;
    if (l->waiting > 0)
        pthread_cond_signal(&l->writers_may);
    else
        pthread_cond_broadcast(&l->readers_may);
    pthread_mutex_unlock(&l->lock);
}
