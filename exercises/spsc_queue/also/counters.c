/* Counters instead of indices: how many values were ever pushed and popped.
 * Their difference is the number of values inside, so no slot is wasted and
 * exactly `capacity` fit.
 *
 * Counters overflow one day. Unsigned subtraction stays right across that, and
 * the slots are a power of two, so that the place in the ring does not jump
 * either: 2 to the power of the counter's width is a multiple of their number.
 */
#include "spsc_queue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

struct spsc_queue {
    size_t capacity;
    size_t mask; /* slots - 1 */
    atomic_size_t pushed;
    atomic_size_t popped;
    int slots[];
};

spsc_queue *spsc_create(size_t capacity)
{
    size_t nslots = 1;

    if (capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    while (nslots < capacity && nslots <= SIZE_MAX / 4 / sizeof(int))
        nslots *= 2;
    if (nslots < capacity) {
        errno = ENOMEM;
        return NULL;
    }
    spsc_queue *q = malloc(sizeof *q + nslots * sizeof *q->slots);
    if (q == NULL)
        return NULL;
    q->capacity = capacity;
    q->mask = nslots - 1;
    atomic_init(&q->pushed, 0);
    atomic_init(&q->popped, 0);
    return q;
}

void spsc_destroy(spsc_queue *q)
{
    free(q);
}

bool spsc_push(spsc_queue *q, int value)
{
    size_t pushed = atomic_load_explicit(&q->pushed, memory_order_relaxed);
    size_t popped = atomic_load_explicit(&q->popped, memory_order_acquire);

    if (pushed - popped == q->capacity)
        return false;
    q->slots[pushed & q->mask] = value;
    atomic_store_explicit(&q->pushed, pushed + 1, memory_order_release);
    return true;
}

bool spsc_pop(spsc_queue *q, int *value)
{
    size_t popped = atomic_load_explicit(&q->popped, memory_order_relaxed);
    size_t pushed = atomic_load_explicit(&q->pushed, memory_order_acquire);

    if (pushed == popped)
        return false;
    *value = q->slots[popped & q->mask];
    atomic_store_explicit(&q->popped, popped + 1, memory_order_release);
    return true;
}
