// expect: data-race
// pop's acquire fence stands before the load of tail: it orders what was read
// before it, and the new tail was not.
#include "spsc_queue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

struct spsc_queue {
    size_t nslots;
    int *slots;
    atomic_size_t head, tail;
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
    size_t next = (tail + 1) % q->nslots;

    if (next == atomic_load_explicit(&q->head, memory_order_relaxed))
        return false;
    atomic_thread_fence(memory_order_acquire);
    q->slots[tail] = value;
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&q->tail, next, memory_order_relaxed);
    return true;
}

bool spsc_pop(spsc_queue *q, int *value)
{
    size_t head = atomic_load_explicit(&q->head, memory_order_relaxed);

    atomic_thread_fence(memory_order_acquire);
    if (head == atomic_load_explicit(&q->tail, memory_order_relaxed))
        return false;
    *value = q->slots[head];
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&q->head, (head + 1) % q->nslots,
                          memory_order_relaxed);
    return true;
}
