// expect: test
// A slot that holds 0 counts as empty, so that a 0 gets lost.
#include "spsc_queue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

struct spsc_queue {
    size_t nslots;
    atomic_int *slots;
    size_t head, tail;
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
    q->slots = calloc(capacity, sizeof *q->slots);
    if (q->slots == NULL) {
        free(q);
        return NULL;
    }
    q->nslots = capacity;
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
    atomic_int *slot = &q->slots[q->tail];

    if (atomic_load_explicit(slot, memory_order_acquire) != 0)
        return false;
    atomic_store_explicit(slot, value, memory_order_release);
    q->tail = (q->tail + 1) % q->nslots;
    return true;
}

bool spsc_pop(spsc_queue *q, int *value)
{
    atomic_int *slot = &q->slots[q->head];
    int found = atomic_load_explicit(slot, memory_order_acquire);

    if (found == 0)
        return false;
    *value = found;
    atomic_store_explicit(slot, 0, memory_order_release);
    q->head = (q->head + 1) % q->nslots;
    return true;
}
