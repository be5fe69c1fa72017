// expect: slow
// Counts what is in the queue at each push, by walking over it.
#include "spsc_queue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

/* Bytes. A cache line is 64 on most machines and 128 on some; CPUs that fetch
 * lines in pairs make 128 worth it everywhere. */
#define APART 128

struct spsc_queue {
    /* Written by create only. */
    int *slots;
    size_t nslots;
    /* On lines of their own: each is written at every operation by one thread,
     * and that must not slow down the other thread's access to what is near. */
    _Alignas(APART) atomic_size_t tail; /* where the next push stores */
    _Alignas(APART) atomic_size_t head; /* where the next pop takes */
};

spsc_queue *spsc_create(size_t capacity)
{
    if (capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    /* capacity + 1 slots of sizeof(int) bytes must not wrap to a small size. */
    if (capacity >= SIZE_MAX / sizeof(int)) {
        errno = ENOMEM;
        return NULL;
    }
    /* malloc aligns for the basic types only, not for _Alignas(128). */
    spsc_queue *q = aligned_alloc(APART, sizeof *q);
    int *slots = malloc((capacity + 1) * sizeof *slots);
    if (q == NULL || slots == NULL) {
        free(q);
        free(slots);
        errno = ENOMEM;
        return NULL;
    }
    q->slots = slots;
    q->nslots = capacity + 1;
    /* No order needed: the second thread gets the queue by some way that
     * orders (pthread_create, say), or it could not even know the pointer. */
    atomic_init(&q->tail, 0);
    atomic_init(&q->head, 0);
    return q;
}

void spsc_destroy(spsc_queue *q)
{
    if (q == NULL)
        return;
    free(q->slots);
    free(q);
}

/* A comparison instead of %: a division costs more than all the rest. */
static size_t following(const spsc_queue *q, size_t index)
{
    return index + 1 == q->nslots ? 0 : index + 1;
}

bool spsc_push(spsc_queue *q, int value)
{
    /* Relaxed: this thread wrote it last itself. */
    size_t tail = atomic_load_explicit(&q->tail, memory_order_relaxed);
    size_t next = following(q, tail);

    size_t at = atomic_load_explicit(&q->head, memory_order_acquire);
    for (size_t count = 0; at != tail; at = following(q, at)) {
        if (++count + 1 == q->nslots)
            return false;
    }
    q->slots[tail] = value;
    /* Release, with the acquire in spsc_pop: who sees the new tail also sees
     * the value written above. */
    atomic_store_explicit(&q->tail, next, memory_order_release);
    return true;
}

bool spsc_pop(spsc_queue *q, int *value)
{
    /* Relaxed: this thread wrote it last itself. */
    size_t head = atomic_load_explicit(&q->head, memory_order_relaxed);

    /* Acquire, with the release in spsc_push: the value is there. */
    if (head == atomic_load_explicit(&q->tail, memory_order_acquire))
        return false;
    *value = q->slots[head];
    /* Release, with the acquire in spsc_push: our read of the slot is over
     * before the producer may write to it. */
    atomic_store_explicit(&q->head, following(q, head), memory_order_release);
    return true;
}
