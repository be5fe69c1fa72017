/* A blocking FIFO: a ring, one mutex, two condition variables.
 *
 * The mutex guards everything that changes. There are two things to sleep for,
 * and each has a condition variable of its own, so that a wake-up goes to
 * somebody who can use it:
 *
 *     not_full    in bb_put   there is room, or the buffer is closed
 *     not_empty   in bb_get   there is a value, or the buffer is closed
 *
 * Each wait stands in a loop that looks again: a wake-up says that it may be
 * time to go on, not that it is. Another thread may have been faster to the
 * mutex, or the wake-up was spurious. */
#include "bounded_buffer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct bounded_buffer {
    size_t capacity; /* written before anybody else knows of the buffer */

    pthread_mutex_t lock;
    pthread_cond_t not_full, not_empty;

    /* lock must be held when using these: */
    int *values;  /* a ring of `capacity` places */
    size_t first; /* where the oldest value stands */
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
        return NULL; /* errno is ENOMEM, by calloc */
    /* calloc, not malloc(capacity * size): that product may overflow. */
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
        /* One value serves one thread, and any thread that sleeps on
         * not_empty can take it: signal is enough. */
        pthread_cond_signal(&b->not_empty);
    }
    pthread_mutex_unlock(&b->lock);
    return stored;
}

bool bb_get(bounded_buffer *b, int *value)
{
    pthread_mutex_lock(&b->lock);
    while (b->count == 0 && !b->closed)
        pthread_cond_wait(&b->not_empty, &b->lock);
    /* Closed but not empty: what is in still comes out. */
    bool taken = b->count > 0;
    if (taken) {
        *value = b->values[b->first];
        b->first = (b->first + 1) % b->capacity;
        b->count--;
        /* One free place serves one thread that sleeps on not_full. */
        pthread_cond_signal(&b->not_full);
    }
    pthread_mutex_unlock(&b->lock);
    return taken;
}

void bb_close(bounded_buffer *b)
{
    /* With the lock, so that nobody is between looking at `closed` and
     * falling asleep. */
    pthread_mutex_lock(&b->lock);
    b->closed = true;
    /* It is true for every sleeper: broadcast, to both kinds. */
    pthread_cond_broadcast(&b->not_full);
    pthread_cond_broadcast(&b->not_empty);
    pthread_mutex_unlock(&b->lock);
}
