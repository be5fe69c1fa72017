/* One condition variable for both kinds of sleepers. A signal might wake one
 * that cannot use the change, so every wake-up is a broadcast. Simpler to get
 * right; it wakes more threads than have something to do. */
#include "bounded_buffer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct bounded_buffer {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* count or closed */

    /* lock must be held when using these: */
    size_t oldest, count;
    bool closed;

    size_t capacity;
    int values[];
};

bounded_buffer *bb_create(size_t capacity)
{
    bounded_buffer *b;

    if (capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    if (capacity > ((size_t)-1 - sizeof *b) / sizeof b->values[0]) {
        errno = ENOMEM;
        return NULL;
    }
    b = malloc(sizeof *b + capacity * sizeof b->values[0]);
    if (b == NULL)
        return NULL;
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->changed, NULL);
    b->oldest = b->count = 0;
    b->closed = false;
    b->capacity = capacity;
    return b;
}

void bb_destroy(bounded_buffer *b)
{
    if (b != NULL) {
        pthread_cond_destroy(&b->changed);
        pthread_mutex_destroy(&b->lock);
    }
    free(b);
}

bool bb_put(bounded_buffer *b, int value)
{
    bool open;

    pthread_mutex_lock(&b->lock);
    while ((open = !b->closed) && b->count == b->capacity)
        pthread_cond_wait(&b->changed, &b->lock);
    if (open) {
        b->values[(b->oldest + b->count++) % b->capacity] = value;
        pthread_cond_broadcast(&b->changed);
    }
    pthread_mutex_unlock(&b->lock);
    return open;
}

bool bb_get(bounded_buffer *b, int *value)
{
    bool some;

    pthread_mutex_lock(&b->lock);
    while (!(some = b->count > 0) && !b->closed)
        pthread_cond_wait(&b->changed, &b->lock);
    if (some) {
        *value = b->values[b->oldest++];
        b->oldest %= b->capacity;
        b->count--;
        pthread_cond_broadcast(&b->changed);
    }
    pthread_mutex_unlock(&b->lock);
    return some;
}

void bb_close(bounded_buffer *b)
{
    pthread_mutex_lock(&b->lock);
    b->closed = true;
    pthread_cond_broadcast(&b->changed);
    pthread_mutex_unlock(&b->lock);
}
