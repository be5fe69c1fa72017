/* Indices that count through the ring twice, from 0 to 2 * capacity - 1. Full
 * and empty differ by half a way round, so every slot is used, for any
 * capacity, and nothing ever overflows. */
#include "spsc_queue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

struct spsc_queue {
    size_t capacity;
    atomic_size_t tail, head;
    int slots[];
};

spsc_queue *spsc_create(size_t capacity)
{
    if (capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    if (capacity > (SIZE_MAX - sizeof(spsc_queue)) / sizeof(int)) {
        errno = ENOMEM;
        return NULL;
    }
    spsc_queue *q = malloc(sizeof *q + capacity * sizeof q->slots[0]);
    if (q == NULL)
        return NULL;
    *q = (spsc_queue){.capacity = capacity};
    return q;
}

void spsc_destroy(spsc_queue *q)
{
    free(q);
}

static size_t used(const spsc_queue *q, size_t tail, size_t head)
{
    return tail >= head ? tail - head : tail + 2 * q->capacity - head;
}

static size_t following(const spsc_queue *q, size_t index)
{
    return (index + 1) % (2 * q->capacity);
}

bool spsc_push(spsc_queue *q, int value)
{
    size_t tail = atomic_load_explicit(&q->tail, memory_order_relaxed);
    size_t head = atomic_load_explicit(&q->head, memory_order_acquire);

    if (used(q, tail, head) == q->capacity)
        return false;
    q->slots[tail % q->capacity] = value;
    atomic_store_explicit(&q->tail, following(q, tail), memory_order_release);
    return true;
}

bool spsc_pop(spsc_queue *q, int *value)
{
    size_t head = atomic_load_explicit(&q->head, memory_order_relaxed);

    if (head == atomic_load_explicit(&q->tail, memory_order_acquire))
        return false;
    *value = q->slots[head % q->capacity];
    atomic_store_explicit(&q->head, following(q, head), memory_order_release);
    return true;
}
