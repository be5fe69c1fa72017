/* Everybody draws a ticket and is served in that order, so that readers do not
 * starve either. A reader whose turn it is calls the next ticket at once, and
 * so lets the reader behind it in, too; a writer does so when it leaves. */
#include "rw_lock.h"

#include <pthread.h>
#include <stdlib.h>

struct rw_lock {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* turn or readers */
    unsigned next;          /* the ticket to draw */
    unsigned turn;          /* the ticket that is served */
    unsigned readers;       /* inside */
};

rw_lock *rw_create(void)
{
    rw_lock *l = calloc(1, sizeof *l);

    if (l == NULL)
        return NULL;
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->changed, NULL);
    return l;
}

void rw_destroy(rw_lock *l)
{
    if (l == NULL)
        return;
    pthread_cond_destroy(&l->changed);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

static void call_next(rw_lock *l)
{
    l->turn++;
    pthread_cond_broadcast(&l->changed);
}

void rw_read_lock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    unsigned mine = l->next++;
    while (l->turn != mine)
        pthread_cond_wait(&l->changed, &l->lock);
    l->readers++;
    call_next(l);
    pthread_mutex_unlock(&l->lock);
}

bool rw_try_read_lock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    bool free = l->turn == l->next; /* nobody waits, no writer is in */
    if (free) {
        l->next++;
        l->turn++;
        l->readers++;
    }
    pthread_mutex_unlock(&l->lock);
    return free;
}

void rw_read_unlock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    if (--l->readers == 0)
        pthread_cond_broadcast(&l->changed);
    pthread_mutex_unlock(&l->lock);
}

void rw_write_lock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    unsigned mine = l->next++;
    while (l->turn != mine || l->readers > 0)
        pthread_cond_wait(&l->changed, &l->lock);
    pthread_mutex_unlock(&l->lock);
}

bool rw_try_write_lock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    bool free = l->turn == l->next && l->readers == 0;
    if (free)
        l->next++;
    pthread_mutex_unlock(&l->lock);
    return free;
}

void rw_write_unlock(rw_lock *l)
{
    pthread_mutex_lock(&l->lock);
    call_next(l);
    pthread_mutex_unlock(&l->lock);
}
