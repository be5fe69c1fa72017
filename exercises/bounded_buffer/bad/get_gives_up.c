// expect: test
/* bb_get takes "empty" for a reason to return false. */
#include "bounded_buffer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct bounded_buffer {
    size_t capacity;

    pthread_mutex_t lock;
    pthread_cond_t not_full, not_empty;

    int *values;
    size_t first;
    size_t count;
    bool closed;
};

bounded_buffer *bb_create(size_t capacity)
{
    if (capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    bounded_buffer *b = calloc(1, sizeof *b);
    if (b == NULL)
        return NULL;
    b->values = calloc(capacity, sizeof *b->values);
    if (b->values == NULL) {
        free(b);
        errno = ENOMEM;
        return NULL;
    }
    b->capacity = capacity;
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->not_full, NULL);
    pthread_cond_init(&b->not_empty, NULL);
    return b;
}

void bb_destroy(bounded_buffer *b)
{
    if (b == NULL)
        return;
    pthread_cond_destroy(&b->not_empty);
    pthread_cond_destroy(&b->not_full);
    pthread_mutex_destroy(&b->lock);
    free(b->values);
    free(b);
}

bool bb_put(bounded_buffer *b, int value)
{
    pthread_mutex_lock(&b->lock);
    while (b->count == b->capacity && !b->closed)
        pthread_cond_wait(&b->not_full, &b->lock);
    bool stored = !b->closed;
    if (stored) {
        b->values[(b->first + b->count) % b->capacity] = value;
        b->count++;
        pthread_cond_signal(&b->not_empty);
    }
    pthread_mutex_unlock(&b->lock);
    return stored;
}

bool bb_get(bounded_buffer *b, int *value)
{
    pthread_mutex_lock(&b->lock);
    bool taken = b->count > 0;
    if (taken) {
        *value = b->values[b->first];
        b->first = (b->first + 1) % b->capacity;
        b->count--;
        pthread_cond_signal(&b->not_full);
    }
    pthread_mutex_unlock(&b->lock);
    return taken;
}

void bb_close(bounded_buffer *b)
{
    pthread_mutex_lock(&b->lock);
    b->closed = true;
    pthread_cond_broadcast(&b->not_full);
    pthread_cond_broadcast(&b->not_empty);
    pthread_mutex_unlock(&b->lock);
}
