/* A ring of slots with a turn each. The n-th value ever pushed (its ticket)
 * goes into slot n % capacity, on lap n / capacity. A slot's turn says whose it
 * is:
 *
 *     2 * lap         the producer's with the ticket of this lap
 *     2 * lap + 1     the consumer's with the ticket of this lap
 *
 * Two indices say which ticket is next; a compare-and-swap takes one. Who has a
 * ticket owns the slot until it stores the next turn. The indices cannot say
 * when a slot is written or read: a later producer may be done before an
 * earlier one.
 *
 * The idea of a sequence number in each slot is Dmitry Vyukov's. */
#include "mpmc_queue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#define APART 128 /* bytes: no two of these share a cache line */

struct slot {
    atomic_size_t turn;
    int value; /* belongs to whoever has the turn */
};

struct mpmc_queue {
    /* Written by create only. */
    size_t capacity;
    struct slot *slots;
    _Alignas(APART) atomic_size_t tail; /* the ticket of the next push */
    _Alignas(APART) atomic_size_t head; /* the ticket of the next pop */
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
    /* Relaxed: it only proposes a ticket. Whether the slot is free is said by
     * the slot, and whether the ticket is still to be had by the exchange. */
    size_t ticket = atomic_load_explicit(&q->tail, memory_order_relaxed);

    for (;;) {
        struct slot *slot = &q->slots[ticket % q->capacity];
        size_t mine = ticket / q->capacity * 2;
        /* Acquire, with the release in pop: the consumer's read of the value is
         * over before we write to it. */
        size_t turn = atomic_load_explicit(&slot->turn, memory_order_acquire);

        if (turn == mine) {
            /* Relaxed: the ticket hands nothing over. On failure `ticket` is
             * what is there now. */
            if (atomic_compare_exchange_weak_explicit(
                    &q->tail, &ticket, ticket + 1, memory_order_relaxed,
                    memory_order_relaxed)) {
                slot->value = value;
                /* Release, with the acquire in pop: the value is there. */
                atomic_store_explicit(&slot->turn, mine + 1,
                                      memory_order_release);
                return true;
            }
        } else {
            /* The slot is a lap behind: full, if the ticket is still the next
             * one. Otherwise somebody has taken the ticket, and we were late.
             */
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
        /* Acquire, with the release in push: the value is there. */
        size_t turn = atomic_load_explicit(&slot->turn, memory_order_acquire);

        if (turn == mine) {
            if (atomic_compare_exchange_weak_explicit(
                    &q->head, &ticket, ticket + 1, memory_order_relaxed,
                    memory_order_relaxed)) {
                *value = slot->value;
                /* Release, with the acquire in push: our read is over. */
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
