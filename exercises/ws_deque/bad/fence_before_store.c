// expect: assertion
/* The fence stands before the store to bottom. It has to stand between that
 * store and the load of top. */
#include "ws_deque.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

struct ws_deque {
    atomic_size_t top, bottom;
    size_t capacity;
    _Atomic(void *) *slots;
};

ws_deque *ws_create(size_t capacity)
{
    if (capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    ws_deque *d = calloc(1, sizeof *d);
    if (d == NULL)
        return NULL;
    d->capacity = capacity;
    d->slots = calloc(capacity, sizeof *d->slots);
    if (d->slots == NULL) {
        free(d);
        errno = ENOMEM;
        return NULL;
    }
    return d;
}

void ws_destroy(ws_deque *d)
{
    if (d == NULL)
        return;
    free(d->slots);
    free(d);
}

bool ws_push(ws_deque *d, void *task)
{
    size_t b = atomic_load_explicit(&d->bottom, memory_order_relaxed);
    size_t t = atomic_load_explicit(&d->top, memory_order_acquire);

    if (b - t >= d->capacity)
        return false;
    atomic_store_explicit(&d->slots[b % d->capacity], task,
                          memory_order_relaxed);
    atomic_store_explicit(&d->bottom, b + 1, memory_order_release);
    return true;
}

void *ws_pop(ws_deque *d)
{
    size_t b = atomic_load_explicit(&d->bottom, memory_order_relaxed) - 1;

    atomic_thread_fence(memory_order_seq_cst);
    atomic_store_explicit(&d->bottom, b, memory_order_release);
    size_t t = atomic_load_explicit(&d->top, memory_order_relaxed);
    ptrdiff_t others = (ptrdiff_t)(b - t);
    void *task = NULL;
    if (others >= 0)
        task = atomic_load_explicit(&d->slots[b % d->capacity],
                                    memory_order_relaxed);
    if (others > 0)
        return task;
    if (others == 0 &&
        !atomic_compare_exchange_strong_explicit(
            &d->top, &t, t + 1, memory_order_seq_cst, memory_order_relaxed))
        task = NULL;
    atomic_store_explicit(&d->bottom, b + 1, memory_order_release);
    return task;
}

void *ws_steal(ws_deque *d)
{
    size_t t = atomic_load_explicit(&d->top, memory_order_acquire);
    atomic_thread_fence(memory_order_seq_cst);
    size_t b = atomic_load_explicit(&d->bottom, memory_order_acquire);

    if ((ptrdiff_t)(b - t) <= 0)
        return NULL;
    void *task =
        atomic_load_explicit(&d->slots[t % d->capacity], memory_order_relaxed);
    if (!atomic_compare_exchange_strong_explicit(
            &d->top, &t, t + 1, memory_order_seq_cst, memory_order_relaxed))
        return NULL;
    return task;
}
