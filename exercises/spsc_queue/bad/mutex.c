// expect: forbidden
// A correct queue, but one that takes a lock.
#include "spsc_queue.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

struct spsc_queue {
    size_t nslots;
    int *slots;
    size_t head, tail;
    pthread_mutex_t lock;
};

spsc_queue *spsc_create(size_t capacity)
{
    if (capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    if (capacity >= SIZE_MAX / sizeof(int)) {
        errno = ENOMEM;
        return NULL;
    }
    spsc_queue *q = malloc(sizeof *q);
    if (q == NULL)
        return NULL;
    q->slots = malloc((capacity + 1) * sizeof(int));
    if (q->slots == NULL) {
        free(q);
        return NULL;
    }
    q->nslots = capacity + 1;
    pthread_mutex_init(&q->lock, NULL);
    q->head = 0;
    q->tail = 0;
    return q;
}

void spsc_destroy(spsc_queue *q)
{
    if (q == NULL)
        return;
    pthread_mutex_destroy(&q->lock);
    free(q->slots);
    free(q);
}

bool spsc_push(spsc_queue *q, int value)
{
    pthread_mutex_lock(&q->lock);
    size_t next = (q->tail + 1) % q->nslots;
    bool room = next != q->head;
    if (room) {
        q->slots[q->tail] = value;
        q->tail = next;
    }
    pthread_mutex_unlock(&q->lock);
    return room;
}

bool spsc_pop(spsc_queue *q, int *value)
{
    pthread_mutex_lock(&q->lock);
    bool found = q->head != q->tail;
    if (found) {
        *value = q->slots[q->head];
        q->head = (q->head + 1) % q->nslots;
    }
    pthread_mutex_unlock(&q->lock);
    return found;
}
