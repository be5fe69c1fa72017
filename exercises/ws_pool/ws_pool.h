/* ws_pool: a pool of threads in which each worker has a deque of its own, and
 * steals from the others when it has run out. */
#ifndef WS_POOL_H
#define WS_POOL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct ws_pool ws_pool;
typedef void (*ws_task)(void *arg);

/* Starts `workers` threads. NULL with errno EINVAL for 0 workers, or with the
 * errno of what failed, leaving no thread and no memory behind. */
ws_pool *ws_pool_create(size_t workers);

/* Any thread, a task of the pool too; never waits for room. True once the task
 * is accepted; it then runs exactly once. False with errno ENOMEM when memory
 * is out.
 *
 * What a task submits goes to the deque of the worker that runs it. A worker
 * takes the newest task of its own deque; if that is empty, the oldest of those
 * submitted from outside, or the oldest of another worker. */
bool ws_pool_submit(ws_pool *pool, ws_task task, void *arg);

/* Returns when every task accepted so far has finished running, with all that
 * these have submitted. Not called from a task. */
void ws_pool_wait(ws_pool *pool);

/* Waits as ws_pool_wait does, ends and joins the workers, and frees. Called
 * once, when nobody but tasks submits any more. NULL is fine. */
void ws_pool_destroy(ws_pool *pool);

/* ------------------------------------------------------------- a deque to use
 *
 * As in the exercise ws_deque, in a fixed array of WS_ROOM. All bytes 0 is an
 * empty one. Use it, or one of your own. */

enum { WS_ROOM = 64 };

struct ws_deque {
    atomic_size_t top, bottom;
    _Atomic(void *) slots[WS_ROOM];
};

/* Owner only. False when full. The last step is a seq_cst store: a seq_cst load
 * after it is not done before it. */
static inline bool ws_deque_push(struct ws_deque *d, void *task)
{
    size_t b = atomic_load_explicit(&d->bottom, memory_order_relaxed);
    size_t t = atomic_load_explicit(&d->top, memory_order_acquire);

    if (b - t >= WS_ROOM)
        return false;
    atomic_store_explicit(&d->slots[b % WS_ROOM], task, memory_order_relaxed);
    atomic_store_explicit(&d->bottom, b + 1, memory_order_seq_cst);
    return true;
}

/* Owner only. The newest, or NULL. */
static inline void *ws_deque_pop(struct ws_deque *d)
{
    size_t b = atomic_load_explicit(&d->bottom, memory_order_relaxed) - 1;

    /* Empty: top only rises, so there is no need to claim anything. */
    if (atomic_load_explicit(&d->top, memory_order_relaxed) == b + 1)
        return NULL;
    atomic_store_explicit(&d->bottom, b, memory_order_seq_cst);
    size_t t = atomic_load_explicit(&d->top, memory_order_seq_cst);
    ptrdiff_t others = (ptrdiff_t)(b - t);
    void *task = NULL;
    if (others >= 0)
        task =
            atomic_load_explicit(&d->slots[b % WS_ROOM], memory_order_relaxed);
    if (others > 0)
        return task;
    if (others == 0 &&
        !atomic_compare_exchange_strong_explicit(
            &d->top, &t, t + 1, memory_order_seq_cst, memory_order_relaxed))
        task = NULL;
    atomic_store_explicit(&d->bottom, b + 1, memory_order_release);
    return task;
}

/* Any thread. The oldest; NULL when empty or when another thread took it. */
static inline void *ws_deque_steal(struct ws_deque *d)
{
    size_t t = atomic_load_explicit(&d->top, memory_order_seq_cst);
    size_t b = atomic_load_explicit(&d->bottom, memory_order_seq_cst);

    if ((ptrdiff_t)(b - t) <= 0)
        return NULL;
    void *task =
        atomic_load_explicit(&d->slots[t % WS_ROOM], memory_order_relaxed);
    if (!atomic_compare_exchange_strong_explicit(
            &d->top, &t, t + 1, memory_order_seq_cst, memory_order_relaxed))
        return NULL;
    return task;
}

/* Any thread. True when there was nothing in it a moment ago. Its loads are
 * seq_cst. */
static inline bool ws_deque_is_empty(struct ws_deque *d)
{
    size_t t = atomic_load_explicit(&d->top, memory_order_seq_cst);
    size_t b = atomic_load_explicit(&d->bottom, memory_order_seq_cst);

    return (ptrdiff_t)(b - t) <= 0;
}

#endif
