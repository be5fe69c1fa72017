/* No shared index at all: each slot says itself whether it is full. The flag
 * hands its slot over, to the consumer when it becomes true and back when it
 * becomes false. The places are plain variables, since only one thread knows
 * each. */
#include "spsc_queue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

struct slot {
    int value;
    atomic_bool full;
};

struct spsc_queue {
    struct slot *slots;
    size_t nslots;
    size_t tail; /* producer's */
    size_t head; /* consumer's */
};

spsc_queue *spsc_create(size_t capacity)
{
    if (capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    spsc_queue *q = calloc(1, sizeof *q);
    struct slot *slots = calloc(capacity, sizeof *slots);
    if (q == NULL || slots == NULL) {
        free(q);
        free(slots);
        errno = ENOMEM;
        return NULL;
    }
    q->slots = slots;
    q->nslots = capacity;
    for (size_t i = 0; i < capacity; i++)
        atomic_init(&slots[i].full, false);
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
    struct slot *slot = &q->slots[q->tail];

    /* Acquire: the consumer is done with the old value. */
    if (atomic_load_explicit(&slot->full, memory_order_acquire))
        return false;
    slot->value = value;
    atomic_store_explicit(&slot->full, true, memory_order_release);
    q->tail = (q->tail + 1) % q->nslots;
    return true;
}

bool spsc_pop(spsc_queue *q, int *value)
{
    struct slot *slot = &q->slots[q->head];

    /* Acquire: the value is there. */
    if (!atomic_load_explicit(&slot->full, memory_order_acquire))
        return false;
    *value = slot->value;
    atomic_store_explicit(&slot->full, false, memory_order_release);
    q->head = (q->head + 1) % q->nslots;
    return true;
}
