// expect: test
#include "dining_philosophers.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct table {
    size_t n;
    pthread_mutex_t forks[]; /* fork i lies between i and i + 1 */
};

table *table_create(size_t n)
{
    if (n < 1) {
        errno = EINVAL;
        return NULL;
    }
    table *t = malloc(sizeof *t + n * sizeof *t->forks);
    if (t == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    t->n = n;
    for (size_t i = 0; i < n; i++)
        pthread_mutex_init(&t->forks[i], NULL);
    return t;
}

static size_t other_fork(const table *t, size_t i)
{
    return (i + t->n - 1) % t->n;
}

void table_pick_up(table *t, size_t i)
{
    size_t a = i, b = other_fork(t, i);

    pthread_mutex_lock(&t->forks[a < b ? a : b]);
    pthread_mutex_lock(&t->forks[a < b ? b : a]);
}

void table_put_down(table *t, size_t i)
{
    pthread_mutex_unlock(&t->forks[i]);
    pthread_mutex_unlock(&t->forks[other_fork(t, i)]);
}

void table_destroy(table *t)
{
    if (t == NULL)
        return;
    for (size_t i = 0; i < t->n; i++)
        pthread_mutex_destroy(&t->forks[i]);
    free(t);
}
