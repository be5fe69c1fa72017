// expect: forbidden
// A right queue, but one with a lock.
#include "mpmc_queue.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#define APART 128

struct slot {
    int value;
};

struct mpmc_queue {
    pthread_mutex_t lock;
    size_t capacity;
    struct slot *slots;
    _Alignas(APART) atomic_size_t tail;
    _Alignas(APART) atomic_size_t head;
};

mpmc_queue *mpmc_create(size_t capacity)
{
    if (capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    if (capacity > SIZE_MAX / sizeof(struct slot)) {
        errno = ENOMEM;
        return NULL;
    }
    mpmc_queue *q = aligned_alloc(APART, sizeof *q);
    struct slot *slots = malloc(capacity * sizeof *slots);
    if (q == NULL || slots == NULL) {
        free(q);
        free(slots);
        errno = ENOMEM;
        return NULL;
    }
    for (size_t i = 0; i < capacity; i++)
        slots[i].value = 0;
    q->capacity = capacity;
    q->slots = slots;
    atomic_init(&q->tail, 0);
    atomic_init(&q->head, 0);
    pthread_mutex_init(&q->lock, NULL);
    return q;
}

void mpmc_destroy(mpmc_queue *q)
{
    if (q == NULL)
        return;
    free(q->slots);
    free(q);
}

bool mpmc_push(mpmc_queue *q, int value)
{
    pthread_mutex_lock(&q->lock);
    bool room = q->tail - q->head < q->capacity;
    if (room)
        q->slots[q->tail++ % q->capacity].value = value;
    pthread_mutex_unlock(&q->lock);
    return room;
}

bool mpmc_pop(mpmc_queue *q, int *value)
{
    pthread_mutex_lock(&q->lock);
    bool found = q->tail != q->head;
    if (found)
        *value = q->slots[q->head++ % q->capacity].value;
    pthread_mutex_unlock(&q->lock);
    return found;
}
