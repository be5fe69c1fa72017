/* A turnstile that everybody passes: a writer stays in it until it is in, and
 * so keeps later readers out. The room is a semaphore, because the reader that
 * leaves last is not always the one that came first: a mutex would have to be
 * unlocked by the thread that locked it. */
#include "rw_lock.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

struct rw_lock {
    pthread_mutex_t turnstile;
    sem_t room; /* 1: empty; 0: a writer is in, or readers are */

    pthread_mutex_t lock; /* guards: */
    unsigned readers;     /* inside */
};

rw_lock *rw_create(void)
{
    rw_lock *l = calloc(1, sizeof *l);

    if (l == NULL)
        return NULL;
    pthread_mutex_init(&l->turnstile, NULL);
    pthread_mutex_init(&l->lock, NULL);
    sem_init(&l->room, 0, 1);
    return l;
}

void rw_destroy(rw_lock *l)
{
    if (l == NULL)
        return;
    pthread_mutex_destroy(&l->turnstile);
    pthread_mutex_destroy(&l->lock);
    sem_destroy(&l->room);
    free(l);
}

/* In the turnstile. The first reader takes the room for all of them. */
static bool enter(rw_lock *l, bool sleep)
{
    bool in = true;

    pthread_mutex_lock(&l->lock);
    if (l->readers == 0) {
        if (sleep) {
            while (sem_wait(&l->room) != 0) /* EINTR */
                ;
        } else {
            in = sem_trywait(&l->room) == 0;
        }
    }
    l->readers += in;
    pthread_mutex_unlock(&l->lock);
    return in;
}

void rw_read_lock(rw_lock *l)
{
    pthread_mutex_lock(&l->turnstile);
    enter(l, true);
    pthread_mutex_unlock(&l->turnstile);
}

bool rw_try_read_lock(rw_lock *l)
{
    if (pthread_mutex_trylock(&l->turnstile) != 0)
        return false;
    bool in = enter(l, false);
    pthread_mutex_unlock(&l->turnstile);
    return in;
}

void rw_read_unlock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    if (--l->readers == 0)
        sem_post(&l->room);
    pthread_mutex_unlock(&l->lock);
}

void rw_write_lock(rw_lock *l)
{
    pthread_mutex_lock(&l->turnstile);
    while (sem_wait(&l->room) != 0) /* EINTR */
        ;
    pthread_mutex_unlock(&l->turnstile);
}

bool rw_try_write_lock(rw_lock *l)
{
    return sem_trywait(&l->room) == 0;
}

void rw_write_unlock(rw_lock *l)
{
    sem_post(&l->room);
}
