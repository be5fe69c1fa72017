// expect: forbidden
// A read-write lock: readers wait for whoever replaces.
#include "rcu_cell.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct rcu_cell {
    pthread_mutex_t lock;
    settings *current;
    int inside;
};

rcu_cell *rcu_create(const settings *first)
{
    rcu_cell *c = malloc(sizeof *c);
    settings *copy = malloc(sizeof *copy);

    if (c == NULL || copy == NULL) {
        free(c);
        free(copy);
        errno = ENOMEM;
        return NULL;
    }
    *copy = *first;
    pthread_mutex_init(&c->lock, NULL);
    c->current = copy;
    c->inside = 0;
    return c;
}

void rcu_destroy(rcu_cell *c)
{
    if (c == NULL)
        return;
    pthread_mutex_destroy(&c->lock);
    free(c->current);
    free(c);
}

const settings *rcu_read_begin(rcu_cell *c, unsigned reader)
{
    (void)reader;
    pthread_mutex_lock(&c->lock);
    c->inside++;
    const settings *now = c->current;
    pthread_mutex_unlock(&c->lock);
    return now;
}

void rcu_read_end(rcu_cell *c, unsigned reader)
{
    (void)reader;
    pthread_mutex_lock(&c->lock);
    c->inside--;
    pthread_mutex_unlock(&c->lock);
}

bool rcu_replace(rcu_cell *c, const settings *next)
{
    settings *copy = malloc(sizeof *copy);

    if (copy == NULL)
        return false;
    *copy = *next;
    pthread_mutex_lock(&c->lock);
    settings *old = c->current;
    c->current = copy;
    while (c->inside != 0) {
        pthread_mutex_unlock(&c->lock);
        pthread_mutex_lock(&c->lock);
    }
    pthread_mutex_unlock(&c->lock);
    free(old);
    return true;
}
