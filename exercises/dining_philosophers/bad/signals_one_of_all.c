// expect: deadlock
#include "dining_philosophers.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct seat {
    bool eats;             /* lock must be held */
    pthread_cond_t may_be; /* perhaps no neighbour eats now */
};

struct table {
    size_t n;
    pthread_mutex_t lock;
    struct seat seats[];
};

table *table_create(size_t n)
{
    table *t = n < 2 ? NULL : calloc(1, sizeof *t + n * sizeof *t->seats);

    if (t == NULL) {
        errno = n < 2 ? EINVAL : ENOMEM;
        return NULL;
    }
    t->n = n;
    pthread_mutex_init(&t->lock, NULL);
    for (size_t i = 0; i < n; i++)
        pthread_cond_init(&t->seats[i].may_be, NULL);
    return t;
}

static struct seat *left(table *t, size_t i)
{
    return &t->seats[(i + t->n - 1) % t->n];
}

static struct seat *right(table *t, size_t i)
{
    return &t->seats[(i + 1) % t->n];
}

void table_pick_up(table *t, size_t i)
{
    pthread_mutex_lock(&t->lock);
    while (left(t, i)->eats || right(t, i)->eats)
        pthread_cond_wait(&t->seats[0].may_be, &t->lock);
    t->seats[i].eats = true;
    pthread_mutex_unlock(&t->lock);
}

void table_put_down(table *t, size_t i)
{
    pthread_mutex_lock(&t->lock);
    t->seats[i].eats = false;
    pthread_cond_signal(&t->seats[0].may_be);
    pthread_mutex_unlock(&t->lock);
}

void table_destroy(table *t)
{
    if (t == NULL)
        return;
    for (size_t i = 0; i < t->n; i++)
        pthread_cond_destroy(&t->seats[i].may_be);
    pthread_mutex_destroy(&t->lock);
    free(t);
}
