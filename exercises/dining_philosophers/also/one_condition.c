/* One mutex for what all are doing, and one condition variable on which whoever
 * is hungry sleeps. */
#include "dining_philosophers.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct table {
    size_t n;
    pthread_mutex_t lock;
    pthread_cond_t finished; /* somebody has put his forks down */
    bool eats[];             /* lock must be held */
};

table *table_create(size_t n)
{
    table *t = n < 2 ? NULL : calloc(1, sizeof *t + n * sizeof *t->eats);

    if (t == NULL) {
        errno = n < 2 ? EINVAL : ENOMEM;
        return NULL;
    }
    t->n = n;
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->finished, NULL);
    return t;
}

static bool neighbour_eats(const table *t, size_t i)
{
    return t->eats[(i + 1) % t->n] || t->eats[(i + t->n - 1) % t->n];
}

void table_pick_up(table *t, size_t i)
{
    pthread_mutex_lock(&t->lock);
    while (neighbour_eats(t, i))
        pthread_cond_wait(&t->finished, &t->lock);
    t->eats[i] = true;
    pthread_mutex_unlock(&t->lock);
}

void table_put_down(table *t, size_t i)
{
    pthread_mutex_lock(&t->lock);
    t->eats[i] = false;
    pthread_mutex_unlock(&t->lock);
    /* Who sleeps waits for different neighbours: all have to look. */
    pthread_cond_broadcast(&t->finished);
}

void table_destroy(table *t)
{
    if (t == NULL)
        return;
    pthread_cond_destroy(&t->finished);
    pthread_mutex_destroy(&t->lock);
    free(t);
}
