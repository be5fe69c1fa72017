// expect: none
// why: The producer waits while every slot holds a value nobody has read.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#define SLOTS 2
#define ITEMS 3

static atomic_int slots[SLOTS]; /* atomic: to show lost values, not a race */
static atomic_uint head;        /* next slot to fill */
static atomic_uint tail;        /* next slot to empty */

static void push(int value)
{
    /* Relaxed: nobody else writes head. */
    unsigned h = atomic_load_explicit(&head, memory_order_relaxed);

    /* Acquire: the consumer has finished with the slot that it hands back. */
    while (h - atomic_load_explicit(&tail, memory_order_acquire) == SLOTS)
        ;
    /* Relaxed: the release below orders it. */
    atomic_store_explicit(&slots[h % SLOTS], value, memory_order_relaxed);
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
    int value = atomic_load_explicit(&slots[t % SLOTS], memory_order_relaxed);
    /* Release: the slot has been read before it is handed back. */
    atomic_store_explicit(&tail, t + 1, memory_order_release);
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
