// expect: assertion, only by schedules
// Everything is atomic, so there is no data race; and everything is relaxed, so
// the new tail may arrive before the value. x86 never shows that.
#include "spsc_queue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

struct spsc_queue {
    size_t nslots;
    atomic_int *slots;
    atomic_size_t head, tail;
};

spsc_queue *spsc_create(size_t capacity)
{
    if (capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    if (capacity >= SIZE_MAX / sizeof(atomic_int)) {
        errno = ENOMEM;
        return NULL;
    }
    spsc_queue *q = malloc(sizeof *q);
    if (q == NULL)
        return NULL;
    q->slots = malloc((capacity + 1) * sizeof(atomic_int));
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
    atomic_store_explicit(&q->slots[tail], value, memory_order_relaxed);
    atomic_store_explicit(&q->tail, next, memory_order_relaxed);
    return true;
}

bool spsc_pop(spsc_queue *q, int *value)
{
    size_t head = atomic_load_explicit(&q->head, memory_order_relaxed);

    if (head == atomic_load_explicit(&q->tail, memory_order_relaxed))
        return false;
    *value = atomic_load_explicit(&q->slots[head], memory_order_relaxed);
    atomic_store_explicit(&q->head, (head + 1) % q->nslots,
                          memory_order_relaxed);
    return true;
}
