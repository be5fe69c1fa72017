// expect: data-race
// One plain counter, changed by both sides, says how many values there are.
// Capacity is exact and no slot is wasted, but the counter is shared.
#include "spsc_queue.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

struct spsc_queue {
    size_t nslots;
    int *slots;
    size_t head, tail;
    size_t count;
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
    q->count = 0;
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
    if (q->count == q->nslots)
        return false;
    q->slots[q->tail] = value;
    q->tail = (q->tail + 1) % q->nslots;
    q->count++;
    return true;
}

bool spsc_pop(spsc_queue *q, int *value)
{
    if (q->count == 0)
        return false;
    *value = q->slots[q->head];
    q->head = (q->head + 1) % q->nslots;
    q->count--;
    return true;
}
