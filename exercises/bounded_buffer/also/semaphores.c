/* Places and values counted by two semaphores; a mutex guards the ring. Closing
 * puts one more unit into each semaphore. Who gets that one finds the buffer
 * closed, and passes it on to the next sleeper. */
#include "bounded_buffer.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

struct bounded_buffer {
    sem_t room, ready;
    size_t capacity;

    pthread_mutex_t lock;
    /* lock must be held when using these: */
    int *values;
    size_t first, count;
    bool closed;
};

bounded_buffer *bb_create(size_t capacity)
{
    if (capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    bounded_buffer *b = calloc(1, sizeof *b);
    int *values = calloc(capacity, sizeof *values);
    if (b == NULL || values == NULL || capacity >= INT_MAX) {
        free(b);
        free(values);
        errno = ENOMEM;
        return NULL;
    }
    b->values = values;
    b->capacity = capacity;
    sem_init(&b->room, 0, (unsigned)capacity);
    sem_init(&b->ready, 0, 0);
    pthread_mutex_init(&b->lock, NULL);
    return b;
}

void bb_destroy(bounded_buffer *b)
{
    if (b == NULL)
        return;
    sem_destroy(&b->room);
    sem_destroy(&b->ready);
    pthread_mutex_destroy(&b->lock);
    free(b->values);
    free(b);
}

static void take(sem_t *sem)
{
    while (sem_wait(sem) != 0) /* EINTR */
        ;
}

bool bb_put(bounded_buffer *b, int value)
{
    take(&b->room);
    pthread_mutex_lock(&b->lock);
    bool open = !b->closed;
    if (open)
        b->values[(b->first + b->count++) % b->capacity] = value;
    pthread_mutex_unlock(&b->lock);
    sem_post(open ? &b->ready : &b->room);
    return open;
}

bool bb_get(bounded_buffer *b, int *value)
{
    take(&b->ready);
    pthread_mutex_lock(&b->lock);
    bool some = b->count > 0; /* if not, the buffer is closed */
    if (some) {
        *value = b->values[b->first];
        b->first = (b->first + 1) % b->capacity;
        b->count--;
    }
    pthread_mutex_unlock(&b->lock);
    sem_post(some ? &b->room : &b->ready);
    return some;
}

void bb_close(bounded_buffer *b)
{
    pthread_mutex_lock(&b->lock);
    bool first = !b->closed;
    b->closed = true;
    pthread_mutex_unlock(&b->lock);
    if (first) {
        sem_post(&b->room);
        sem_post(&b->ready);
    }
}
