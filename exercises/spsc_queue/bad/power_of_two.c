// expect: test
// Rounds the capacity up for a cheap mask, and then holds that many.
#include "spsc_queue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

struct spsc_queue {
    size_t mask;
    int *slots;
    atomic_size_t head, tail;
};

spsc_queue *spsc_create(size_t capacity)
{
    if (capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    if (capacity >= SIZE_MAX / 2 / sizeof(int)) {
        errno = ENOMEM;
        return NULL;
    }
    size_t nslots = 1;
    while (nslots < capacity)
        nslots *= 2;
    spsc_queue *q = malloc(sizeof *q);
    if (q == NULL)
        return NULL;
    q->slots = malloc(nslots * sizeof(int));
    if (q->slots == NULL) {
        free(q);
        return NULL;
    }
    q->mask = nslots - 1;
    atomic_init(&q->head, 0);
    atomic_init(&q->tail, 0);
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
    size_t tail = atomic_load_explicit(&q->tail, memory_order_relaxed);
    size_t head = atomic_load_explicit(&q->head, memory_order_acquire);

    if (tail - head > q->mask)
        return false;
    q->slots[tail & q->mask] = value;
    atomic_store_explicit(&q->tail, tail + 1, memory_order_release);
    return true;
}

bool spsc_pop(spsc_queue *q, int *value)
{
    size_t head = atomic_load_explicit(&q->head, memory_order_relaxed);

    if (head == atomic_load_explicit(&q->tail, memory_order_acquire))
        return false;
    *value = q->slots[head & q->mask];
    atomic_store_explicit(&q->head, head + 1, memory_order_release);
    return true;
}
