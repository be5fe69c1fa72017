// expect: deadlock
#include "dining_philosophers.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

struct table {
    size_t n;
    sem_t seats;            /* half of n, less those who reach or eat */
    pthread_mutex_t *forks; /* in the hand of who holds it */
};

table *table_create(size_t n)
{
    if (n < 2) {
        errno = EINVAL;
        return NULL;
    }
    table *t = malloc(sizeof *t);
    pthread_mutex_t *forks = calloc(n, sizeof *forks);
    if (t == NULL || forks == NULL) {
        free(t);
        free(forks);
        errno = ENOMEM;
        return NULL;
    }
    t->n = n;
    t->forks = forks;
    sem_init(&t->seats, 0, (unsigned)(n + 1) / 2);
    for (size_t i = 0; i < n; i++)
        pthread_mutex_init(&forks[i], NULL);
    return t;
}

void table_pick_up(table *t, size_t i)
{
    sem_wait(&t->seats);
    pthread_mutex_lock(&t->forks[i]);
    pthread_mutex_lock(&t->forks[(i + t->n - 1) % t->n]);
}

void table_put_down(table *t, size_t i)
{
    pthread_mutex_unlock(&t->forks[i]);
    pthread_mutex_unlock(&t->forks[(i + t->n - 1) % t->n]);
    sem_post(&t->seats);
}

void table_destroy(table *t)
{
    if (t == NULL)
        return;
    for (size_t i = 0; i < t->n; i++)
        pthread_mutex_destroy(&t->forks[i]);
    sem_destroy(&t->seats);
    free(t->forks);
    free(t);
}
