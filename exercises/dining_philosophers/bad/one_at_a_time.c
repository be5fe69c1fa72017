// expect: assertion
#include "dining_philosophers.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct table {
    size_t n;
    pthread_mutex_t lock;
};

table *table_create(size_t n)
{
    if (n < 2) {
        errno = EINVAL;
        return NULL;
    }
    table *t = malloc(sizeof *t);
    if (t == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    t->n = n;
    pthread_mutex_init(&t->lock, NULL);
    return t;
}

void table_pick_up(table *t, size_t i)
{
    (void)i;
    pthread_mutex_lock(&t->lock);
}

void table_put_down(table *t, size_t i)
{
    (void)i;
    pthread_mutex_unlock(&t->lock);
}

void table_destroy(table *t)
{
    if (t == NULL)
        return;
    pthread_mutex_destroy(&t->lock);
    free(t);
}
