/* Where the deque begins, how many tasks it holds and how often it has been
 * pushed to stand in one atomic word, and every call changes it by one
 * compare-and-swap. So nobody ever sees one index new and the other one old,
 * and no fence is needed. The price: the owner competes with the thieves at
 * every call.
 *
 * The count of pushes is there against ABA: without it a thief could read a
 * slot, be stopped while the owner pops and pushes, and then find the word as
 * it was, with another task in the slot. It wraps after 2^24 pushes, so this
 * needs a thief that is stopped for exactly as many. */
#include "ws_deque.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

enum { MOST = (1 << 20) - 1 };

struct ws_deque {
    _Atomic uint64_t word;
    size_t capacity;
    _Atomic(void *) *slots;
};

/* The parts of the word. */
struct state {
    size_t top;  /* the slot of the oldest: 20 bits */
    size_t held; /* 20 bits */
    size_t pushes;
};

static struct state unpack(uint64_t word)
{
    return (struct state){word & MOST, word >> 20 & MOST, word >> 40};
}

static uint64_t pack(struct state s)
{
    return s.top | (uint64_t)s.held << 20 | (uint64_t)s.pushes << 40;
}

ws_deque *ws_create(size_t capacity)
{
    if (capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    ws_deque *d = capacity <= MOST ? calloc(1, sizeof *d) : NULL;
    _Atomic(void *) *slots = d ? calloc(capacity, sizeof *slots) : NULL;
    if (slots == NULL) {
        free(d);
        errno = ENOMEM;
        return NULL;
    }
    d->capacity = capacity;
    d->slots = slots;
    return d;
}

void ws_destroy(ws_deque *d)
{
    if (d != NULL)
        free(d->slots);
    free(d);
}

static _Atomic(void *) *slot(ws_deque *d, size_t index)
{
    return &d->slots[index % d->capacity];
}

bool ws_push(ws_deque *d, void *task)
{
    uint64_t seen = atomic_load_explicit(&d->word, memory_order_acquire);

    for (;;) {
        struct state s = unpack(seen);
        if (s.held == d->capacity)
            return false;
        /* Steals meanwhile move top up by as much as they lower held: the slot
         * stays the same, and it is the owner's. */
        atomic_store_explicit(slot(d, s.top + s.held), task,
                              memory_order_relaxed);
        s.held++;
        s.pushes++;
        if (atomic_compare_exchange_weak_explicit(&d->word, &seen, pack(s),
                                                  memory_order_acq_rel,
                                                  memory_order_acquire))
            return true;
    }
}

void *ws_pop(ws_deque *d)
{
    uint64_t seen = atomic_load_explicit(&d->word, memory_order_acquire);

    for (;;) {
        struct state s = unpack(seen);
        if (s.held == 0)
            return NULL;
        s.held--;
        /* Only the owner fills slots, so this one cannot change any more. */
        if (atomic_compare_exchange_weak_explicit(&d->word, &seen, pack(s),
                                                  memory_order_acq_rel,
                                                  memory_order_acquire))
            return atomic_load_explicit(slot(d, s.top + s.held),
                                        memory_order_relaxed);
    }
}

void *ws_steal(ws_deque *d)
{
    uint64_t seen = atomic_load_explicit(&d->word, memory_order_acquire);

    for (;;) {
        struct state s = unpack(seen);
        if (s.held == 0)
            return NULL;
        void *task = atomic_load_explicit(slot(d, s.top), memory_order_relaxed);
        s.held--;
        s.top = (s.top + 1) % d->capacity;
        if (atomic_compare_exchange_weak_explicit(&d->word, &seen, pack(s),
                                                  memory_order_acq_rel,
                                                  memory_order_acquire))
            return task;
    }
}
