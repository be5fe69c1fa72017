/* The same turns, with seq_cst and strong exchanges everywhere. */
#include "mpmc_queue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#define APART 128

struct slot {
    atomic_size_t turn;
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
        atomic_init(&slots[i].turn, 0);
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

    for (;;) {
        struct slot *slot = &q->slots[ticket % q->capacity];
        size_t mine = ticket / q->capacity * 2;
        size_t turn = atomic_load(&slot->turn);

        if (turn == mine) {
            if (atomic_compare_exchange_strong(&q->tail, &ticket, ticket + 1)) {
                slot->value = value;
                atomic_store(&slot->turn, mine + 1);
                return true;
            }
        } else {
            size_t now = atomic_load(&q->tail);
            if (now == ticket)
                return false;
            ticket = now;
        }
    }
}

bool mpmc_pop(mpmc_queue *q, int *value)
{
    size_t ticket = atomic_load(&q->head);

    for (;;) {
        struct slot *slot = &q->slots[ticket % q->capacity];
        size_t mine = ticket / q->capacity * 2 + 1;
        size_t turn = atomic_load(&slot->turn);

        if (turn == mine) {
            if (atomic_compare_exchange_strong(&q->head, &ticket, ticket + 1)) {
                *value = slot->value;
                atomic_store(&slot->turn, mine + 1);
                return true;
            }
        } else {
            size_t now = atomic_load(&q->head);
            if (now == ticket)
                return false;
            ticket = now;
        }
    }
}
