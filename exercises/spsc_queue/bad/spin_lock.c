// expect: forbidden
// A lock made by hand: right, but a thread that is stopped while it holds the
// lock stops the other one, too.
#include "spsc_queue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

struct spsc_queue {
    size_t nslots;
    int *slots;
    size_t head, tail;
    atomic_flag busy;
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
    q->head = q->tail = 0;
    atomic_flag_clear(&q->busy);
    return q;
}

void spsc_destroy(spsc_queue *q)
{
    if (q == NULL)
        return;
    free(q->slots);
    free(q);
}

static void lock(spsc_queue *q)
{
    while (atomic_flag_test_and_set_explicit(&q->busy, memory_order_acquire))
        ;
}

static void unlock(spsc_queue *q)
{
    atomic_flag_clear_explicit(&q->busy, memory_order_release);
}

bool spsc_push(spsc_queue *q, int value)
{
    lock(q);
    size_t next = (q->tail + 1) % q->nslots;
    bool room = next != q->head;
    if (room) {
        q->slots[q->tail] = value;
        q->tail = next;
    }
    unlock(q);
    return room;
}

bool spsc_pop(spsc_queue *q, int *value)
{
    lock(q);
    bool found = q->head != q->tail;
    if (found) {
        *value = q->slots[q->head];
        q->head = (q->head + 1) % q->nslots;
    }
    unlock(q);
    return found;
}
