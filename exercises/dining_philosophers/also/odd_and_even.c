/* Forks are semaphores with the value 1 while they lie on the table.
 * Philosophers with an odd number take the other fork first: a circle of
 * waiting would need all to turn the same way. */
#include "dining_philosophers.h"

#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>

struct table {
    size_t n;
    sem_t forks[];
};

table *table_create(size_t n)
{
    table *t = NULL;

    if (n < 2)
        errno = EINVAL;
    else if ((t = malloc(sizeof *t + n * sizeof *t->forks)) == NULL)
        errno = ENOMEM;
    for (size_t i = 0; t != NULL && i < n; i++)
        sem_init(&t->forks[i], 0, 1);
    if (t != NULL)
        t->n = n;
    return t;
}

void table_pick_up(table *t, size_t i)
{
    size_t right = i, left = (i + t->n - 1) % t->n;

    sem_wait(&t->forks[i % 2 ? left : right]);
    sem_wait(&t->forks[i % 2 ? right : left]);
}

void table_put_down(table *t, size_t i)
{
    sem_post(&t->forks[i]);
    sem_post(&t->forks[(i + t->n - 1) % t->n]);
}

void table_destroy(table *t)
{
    for (size_t i = 0; t != NULL && i < t->n; i++)
        sem_destroy(&t->forks[i]);
    free(t);
}
