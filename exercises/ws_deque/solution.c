/* The deque of Chase and Lev (SPAA 2005), with the orders of C11 that Le, Pop,
 * Cohen and Zappa Nardelli worked out (PPoPP 2013).
 *
 *        top                      bottom
 *         |                          |
 *         v                          v
 *      +-----+-----+-----+-----+-----+-----+
 *      | old |     |     |     | new |     |
 *      +-----+-----+-----+-----+-----+-----+
 *      thieves take here   the owner pushes and pops here
 *
 * The indices count on and are never wrapped; a task with index i lies in slot
 * i % capacity. `top` only ever rises, and whoever raises it from i to i + 1
 * has got task i: that is how two thieves, or a thief and the owner, decide
 * between them. `bottom` is written by the owner alone. */
#include "ws_deque.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

enum { LINE = 64 };

struct ws_deque {
    /* On lines of their own: thieves write top, the owner writes bottom. */
    _Alignas(LINE) atomic_size_t top;
    _Alignas(LINE) atomic_size_t bottom;
    size_t capacity;
    /* Atomic, because a slow thief may still look at a slot that the owner
     * fills again. What it reads then, it throws away. */
    _Atomic(void *) *slots;
};

ws_deque *ws_create(size_t capacity)
{
    if (capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    /* malloc does not know of _Alignas. */
    ws_deque *d = aligned_alloc(LINE, sizeof *d);
    _Atomic(void *) *slots = calloc(capacity, sizeof *slots);
    if (d == NULL || slots == NULL) {
        free(d);
        free(slots);
        errno = ENOMEM;
        return NULL;
    }
    atomic_init(&d->top, 0);
    atomic_init(&d->bottom, 0);
    d->capacity = capacity;
    d->slots = slots;
    return d;
}

void ws_destroy(ws_deque *d)
{
    if (d == NULL)
        return;
    free(d->slots);
    free(d);
}

static _Atomic(void *) *slot(ws_deque *d, size_t index)
{
    return &d->slots[index % d->capacity];
}

bool ws_push(ws_deque *d, void *task)
{
    /* Relaxed: nobody else writes bottom. */
    size_t b = atomic_load_explicit(&d->bottom, memory_order_relaxed);
    /* Acquire: the thief that took the task in this slot has read it. */
    size_t t = atomic_load_explicit(&d->top, memory_order_acquire);

    /* An old value of top makes it look fuller than it is, never emptier. */
    if (b - t >= d->capacity)
        return false;
    atomic_store_explicit(slot(d, b), task, memory_order_relaxed);
    /* Release: who sees the new bottom sees the slot, and what was written to
     * the task before. */
    atomic_store_explicit(&d->bottom, b + 1, memory_order_release);
    return true;
}

void *ws_pop(ws_deque *d)
{
    size_t b = atomic_load_explicit(&d->bottom, memory_order_relaxed) - 1;

    /* Claim task b: from here on thieves see a deque that is shorter by one.
     * Release, for a thief may get to know the tasks below b from this store
     * instead of the one in ws_push. (In C11 relaxed would do, since a release
     * counts for later stores of the same thread, too. C++20 has dropped that
     * rule.) */
    atomic_store_explicit(&d->bottom, b, memory_order_release);
    /* "I have written bottom, now I read top"; the thief: "I have read top, now
     * I read bottom". Of the two at least one must see what the other one did,
     * and only seq_cst says so: a store may otherwise wait in the store buffer
     * while the load behind it is done. */
    atomic_thread_fence(memory_order_seq_cst);
    size_t t = atomic_load_explicit(&d->top, memory_order_relaxed);

    /* How many there are beside task b. Signed: -1 when there was none. */
    ptrdiff_t others = (ptrdiff_t)(b - t);
    void *task = NULL;
    if (others >= 0)
        task = atomic_load_explicit(slot(d, b), memory_order_relaxed);
    if (others > 0)
        return task; /* no thief can get as far as b */
    /* The last one: it belongs to whoever raises top, thief or owner. */
    if (others == 0 &&
        !atomic_compare_exchange_strong_explicit(
            &d->top, &t, t + 1, memory_order_seq_cst, memory_order_relaxed))
        task = NULL;
    /* Empty now, either way: bottom is where it was, and equals top. */
    atomic_store_explicit(&d->bottom, b + 1, memory_order_release);
    return task;
}

void *ws_steal(ws_deque *d)
{
    /* Acquire: with top goes all that the thieves before us have seen. */
    size_t t = atomic_load_explicit(&d->top, memory_order_acquire);
    /* The other half of the pair, see ws_pop. */
    atomic_thread_fence(memory_order_seq_cst);
    /* Acquire: goes with the release in ws_push. */
    size_t b = atomic_load_explicit(&d->bottom, memory_order_acquire);

    if ((ptrdiff_t)(b - t) <= 0)
        return NULL;
    /* Read first, then claim: once top has moved the owner may fill the slot
     * again. */
    void *task = atomic_load_explicit(slot(d, t), memory_order_relaxed);
    /* seq_cst, as in the proof of 2013: another thief may learn of this step
     * and then pass a fence of its own, and by the letter of C11 a fence counts
     * only for what its own thread has stored. */
    if (!atomic_compare_exchange_strong_explicit(
            &d->top, &t, t + 1, memory_order_seq_cst, memory_order_relaxed))
        return NULL; /* somebody else has got it; what we read counts for
                        nothing */
    return task;
}
