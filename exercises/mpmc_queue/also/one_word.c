/* Turn and value stand in one word of 64 bits, and a compare-and-swap of the
 * slot is the push itself. The indices follow; whoever finds one behind moves
 * it on. So nobody who is stopped holds up the others: this one is lock-free in
 * the strict sense. The turn wraps after 2^31 laps. */
#include "mpmc_queue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#define APART 128

struct mpmc_queue {
    size_t capacity;
    _Atomic uint64_t *slots;
    _Alignas(APART) atomic_size_t tail;
    _Alignas(APART) atomic_size_t head;
};

mpmc_queue *mpmc_create(size_t capacity)
{
    if (capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    if (capacity > SIZE_MAX / sizeof(uint64_t)) {
        errno = ENOMEM;
        return NULL;
    }
    mpmc_queue *q = aligned_alloc(APART, sizeof *q);
    _Atomic uint64_t *slots = malloc(capacity * sizeof *slots);
    if (q == NULL || slots == NULL) {
        free(q);
        free(slots);
        errno = ENOMEM;
        return NULL;
    }
    for (size_t i = 0; i < capacity; i++)
        atomic_init(&slots[i], 0);
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

static uint32_t turn_of(uint64_t word)
{
    return (uint32_t)(word >> 32);
}

bool mpmc_push(mpmc_queue *q, int value)
{
    for (;;) {
        size_t ticket = atomic_load(&q->tail);
        uint32_t mine = (uint32_t)(ticket / q->capacity * 2);
        _Atomic uint64_t *slot = &q->slots[ticket % q->capacity];
        uint64_t word = atomic_load(slot);

        if (turn_of(word) == mine) {
            uint64_t filled = (uint64_t)(mine + 1) << 32 | (uint32_t)value;
            bool won = atomic_compare_exchange_strong(slot, &word, filled);
            atomic_compare_exchange_strong(&q->tail, &ticket, ticket + 1);
            if (won)
                return true;
        } else if ((int32_t)(turn_of(word) - mine) > 0) {
            atomic_compare_exchange_strong(&q->tail, &ticket, ticket + 1);
        } else if (atomic_load(&q->tail) == ticket) {
            return false;
        }
    }
}

bool mpmc_pop(mpmc_queue *q, int *value)
{
    for (;;) {
        size_t ticket = atomic_load(&q->head);
        uint32_t mine = (uint32_t)(ticket / q->capacity * 2 + 1);
        _Atomic uint64_t *slot = &q->slots[ticket % q->capacity];
        uint64_t word = atomic_load(slot);

        if (turn_of(word) == mine) {
            uint64_t empty = (uint64_t)(mine + 1) << 32;
            bool won = atomic_compare_exchange_strong(slot, &word, empty);
            atomic_compare_exchange_strong(&q->head, &ticket, ticket + 1);
            if (won) {
                *value = (int)(uint32_t)word;
                return true;
            }
        } else if ((int32_t)(turn_of(word) - mine) > 0) {
            atomic_compare_exchange_strong(&q->head, &ticket, ticket + 1);
        } else if (atomic_load(&q->head) == ticket) {
            return false;
        }
    }
}
