// expect: data-race
// why: A relaxed store of head does not publish the value in the slot.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#define SLOTS 2
#define TRIES 3

static int slots[SLOTS];
static atomic_uint head; /* next slot to fill; written by the producer only */
static atomic_uint tail; /* next slot to empty; written by the consumer only */

static bool push(int value)
{
    /* Relaxed: nobody else writes head. */
    unsigned h = atomic_load_explicit(&head, memory_order_relaxed);

    /* Acquire: the consumer has finished with the slot that it hands back. */
    if (h - atomic_load_explicit(&tail, memory_order_acquire) == SLOTS)
        return false;
    slots[h % SLOTS] = value;
    atomic_store_explicit(&head, h + 1, memory_order_relaxed);
    return true;
}

static bool pop(int *value)
{
    /* Relaxed: nobody else writes tail. */
    unsigned t = atomic_load_explicit(&tail, memory_order_relaxed);

    /* Acquire: pairs with the release in push(). */
    if (atomic_load_explicit(&head, memory_order_acquire) == t)
        return false;
    *value = slots[t % SLOTS];
    /* Release: the slot has been read before it is handed back. */
    atomic_store_explicit(&tail, t + 1, memory_order_release);
    return true;
}

static void *producer(void *arg)
{
    int next = 1;

    for (int i = 0; i < TRIES; i++)
        if (push(next))
            next++;
    return arg;
}

int main(void)
{
    pthread_t id;
    int value, next = 1;

    pthread_create(&id, NULL, producer, NULL);
    for (int i = 0; i < TRIES; i++) {
        if (pop(&value)) {
            assert(value == next);
            next++;
        }
    }
    pthread_join(id, NULL);
    return 0;
}
