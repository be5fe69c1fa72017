// expect: data-race
// The counter is atomic, but relaxed: it counts right and orders nothing.
#include "spsc_queue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

struct spsc_queue {
    size_t nslots;
    int *slots;
    size_t head, tail;
    atomic_size_t count;
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
    q->slots = malloc(capacity * sizeof(int));
    if (q->slots == NULL) {
        free(q);
        return NULL;
    }
    q->nslots = capacity;
    atomic_init(&q->count, 0);
    q->head = 0;
    q->tail = 0;
    return q;
}

void spsc_destroy(spsc_queue *q)
{
    if (q == NULL)
        return;
    free(q->slots);
    free(q);
}

bool spsc_push(spsc_queue *q, int value)
{
    if (atomic_load_explicit(&q->count, memory_order_relaxed) == q->nslots)
        return false;
    q->slots[q->tail] = value;
    q->tail = (q->tail + 1) % q->nslots;
    atomic_fetch_add_explicit(&q->count, 1, memory_order_relaxed);
    return true;
}

bool spsc_pop(spsc_queue *q, int *value)
{
    if (atomic_load_explicit(&q->count, memory_order_relaxed) == 0)
        return false;
    *value = q->slots[q->head];
    q->head = (q->head + 1) % q->nslots;
    atomic_fetch_sub_explicit(&q->count, 1, memory_order_relaxed);
    return true;
}
