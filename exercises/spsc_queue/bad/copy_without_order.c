// expect: assertion, only by schedules
// The producer writes the consumer's copy of tail, too, and the consumer looks
// at nothing else. All is atomic, and tail has its release; but the copy has
// none.
#include "spsc_queue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#define LINE 64 /* bytes of a cache line on most machines */

struct spsc_queue {
    /* Written by create only. */
    size_t nslots;
    atomic_int *slots;
    /* The producer's. */
    _Alignas(LINE) atomic_size_t tail;
    size_t head_seen;
    /* The consumer's. */
    _Alignas(LINE) atomic_size_t head;
    atomic_size_t tail_seen;
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
    spsc_queue *q = aligned_alloc(LINE, sizeof *q);
    if (q == NULL)
        return NULL;
    q->slots = malloc((capacity + 1) * sizeof *q->slots);
    if (q->slots == NULL) {
        free(q);
        return NULL;
    }
    for (size_t i = 0; i <= capacity; i++)
        atomic_init(&q->slots[i], 0);
    q->nslots = capacity + 1;
    q->head_seen = 0;
    atomic_init(&q->tail_seen, 0);
    atomic_init(&q->tail, 0);
    atomic_init(&q->head, 0);
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
    size_t next = tail + 1 == q->nslots ? 0 : tail + 1;

    if (next == q->head_seen) {
        q->head_seen = atomic_load_explicit(&q->head, memory_order_acquire);
        if (next == q->head_seen)
            return false;
    }
    atomic_store_explicit(&q->slots[tail], value, memory_order_relaxed);
    atomic_store_explicit(&q->tail, next, memory_order_release);
    atomic_store_explicit(&q->tail_seen, next, memory_order_relaxed);
    return true;
}

bool spsc_pop(spsc_queue *q, int *value)
{
    size_t head = atomic_load_explicit(&q->head, memory_order_relaxed);

    if (head == atomic_load_explicit(&q->tail_seen, memory_order_relaxed))
        return false;
    *value = atomic_load_explicit(&q->slots[head], memory_order_relaxed);
    head = head + 1 == q->nslots ? 0 : head + 1;
    atomic_store_explicit(&q->head, head, memory_order_release);
    return true;
}
