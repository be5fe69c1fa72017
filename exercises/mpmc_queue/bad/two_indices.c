// expect: data-race
// Two indices and no turns: a ticket is taken before the slot is written, so a
// consumer sees from the index that a value is there when it is not yet.
#include "mpmc_queue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#define APART 128

struct slot {
    int value;
};

struct mpmc_queue {
    size_t capacity;
    struct slot *slots;
    _Alignas(APART) atomic_size_t tail;
    _Alignas(APART) atomic_size_t head;
};

mpmc_queue *mpmc_create(size_t capacity)
{
    if (capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    if (capacity > SIZE_MAX / sizeof(struct slot)) {
        errno = ENOMEM;
        return NULL;
    }
    mpmc_queue *q = aligned_alloc(APART, sizeof *q);
    struct slot *slots = malloc(capacity * sizeof *slots);
    if (q == NULL || slots == NULL) {
        free(q);
        free(slots);
        errno = ENOMEM;
        return NULL;
    }
    for (size_t i = 0; i < capacity; i++)
        slots[i].value = 0;
    q->capacity = capacity;
    q->slots = slots;
    atomic_init(&q->tail, 0);
    atomic_init(&q->head, 0);
    return q;
}

void mpmc_destroy(mpmc_queue *q)
{
    if (q == NULL)
        return;
    free(q->slots);
    free(q);
}

bool mpmc_push(mpmc_queue *q, int value)
{
    size_t ticket = atomic_load(&q->tail);

    do {
        if (ticket - atomic_load(&q->head) >= q->capacity)
            return false;
    } while (!atomic_compare_exchange_weak(&q->tail, &ticket, ticket + 1));
    q->slots[ticket % q->capacity].value = value;
    return true;
}

bool mpmc_pop(mpmc_queue *q, int *value)
{
    size_t ticket = atomic_load(&q->head);

    do {
        if (ticket == atomic_load(&q->tail))
            return false;
    } while (!atomic_compare_exchange_weak(&q->head, &ticket, ticket + 1));
    *value = q->slots[ticket % q->capacity].value;
    return true;
}
