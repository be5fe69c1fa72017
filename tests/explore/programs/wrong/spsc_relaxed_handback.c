// expect: data-race
// why: A relaxed store of tail hands back a slot that is still being read.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#define SLOTS 2
#define ITEMS 3

static int slots[SLOTS];
static atomic_uint head; /* next slot to fill; written by the producer only */
static atomic_uint tail; /* next slot to empty; written by the consumer only */

static void push(int value)
{
    /* Relaxed: nobody else writes head. */
    unsigned h = atomic_load_explicit(&head, memory_order_relaxed);

    /* Acquire: the consumer has finished with the slot that it hands back. */
    while (h - atomic_load_explicit(&tail, memory_order_acquire) == SLOTS)
        ;
    slots[h % SLOTS] = value;
    /* Release: whoever sees the new head sees the value. */
    atomic_store_explicit(&head, h + 1, memory_order_release);
}

static int pop(void)
{
    /* Relaxed: nobody else writes tail. */
    unsigned t = atomic_load_explicit(&tail, memory_order_relaxed);

    /* Acquire: pairs with the release in push(). */
    while (atomic_load_explicit(&head, memory_order_acquire) == t)
        ;
    int value = slots[t % SLOTS];
    atomic_store_explicit(&tail, t + 1, memory_order_relaxed);
    return value;
}

static void *producer(void *arg)
{
    for (int i = 1; i <= ITEMS; i++)
        push(i);
    return arg;
}

static void *consumer(void *arg)
{
    for (int i = 1; i <= ITEMS; i++) {
        int value = pop();
        assert(value == i);
    }
    return arg;
}

int main(void)
{
    pthread_t p, c;

    pthread_create(&p, NULL, producer, NULL);
    pthread_create(&c, NULL, consumer, NULL);
    pthread_join(p, NULL);
    pthread_join(c, NULL);
    return 0;
}
