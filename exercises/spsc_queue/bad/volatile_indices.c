// expect: data-race
// volatile instead of atomic.
#include "spsc_queue.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

struct spsc_queue {
    size_t nslots;
    int *slots;
    volatile size_t head, tail;
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
    size_t next = (q->tail + 1) % q->nslots;

    if (next == q->head)
        return false;
    q->slots[q->tail] = value;
    q->tail = next;
    return true;
}

bool spsc_pop(spsc_queue *q, int *value)
{
    if (q->head == q->tail)
        return false;
    *value = q->slots[q->head];
    q->head = (q->head + 1) % q->nslots;
    return true;
}
