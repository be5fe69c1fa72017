// expect: data-race
// push stores the turn without release.
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
    size_t ticket = atomic_load_explicit(&q->tail, memory_order_relaxed);

    for (;;) {
        struct slot *slot = &q->slots[ticket % q->capacity];
        size_t mine = ticket / q->capacity * 2;
        size_t turn = atomic_load_explicit(&slot->turn, memory_order_acquire);

        if (turn == mine) {
            if (atomic_compare_exchange_weak_explicit(
                    &q->tail, &ticket, ticket + 1, memory_order_relaxed,
                    memory_order_relaxed)) {
                slot->value = value;
                atomic_store_explicit(&slot->turn, mine + 1,
                                      memory_order_relaxed);
                return true;
            }
        } else {
            size_t now = atomic_load_explicit(&q->tail, memory_order_relaxed);
            if (now == ticket)
                return false;
            ticket = now;
        }
    }
}

bool mpmc_pop(mpmc_queue *q, int *value)
{
    size_t ticket = atomic_load_explicit(&q->head, memory_order_relaxed);

    for (;;) {
        struct slot *slot = &q->slots[ticket % q->capacity];
        size_t mine = ticket / q->capacity * 2 + 1;
        size_t turn = atomic_load_explicit(&slot->turn, memory_order_acquire);

        if (turn == mine) {
            if (atomic_compare_exchange_weak_explicit(
                    &q->head, &ticket, ticket + 1, memory_order_relaxed,
                    memory_order_relaxed)) {
                *value = slot->value;
                atomic_store_explicit(&slot->turn, mine + 1,
                                      memory_order_release);
                return true;
            }
        } else {
            size_t now = atomic_load_explicit(&q->head, memory_order_relaxed);
            if (now == ticket)
                return false;
            ticket = now;
        }
    }
}
