// expect: none
// why: A cell's number tells whose turn it is and publishes the value.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define CELLS 2

struct cell {
    atomic_uint number; /* p: free for push p; p + 1: holds what p pushed */
    int value;
};

static struct cell cells[CELLS];
static atomic_uint pushed, popped;

static bool push(int value)
{
    /* Relaxed: the cell's number orders, the positions only count. */
    unsigned p = atomic_load_explicit(&pushed, memory_order_relaxed);

    for (;;) {
        struct cell *c = &cells[p % CELLS];
        /* Acquire: the value that was here has been read. */
        unsigned n = atomic_load_explicit(&c->number, memory_order_acquire);

        if ((int)(n - p) < 0)
            return false; /* full */
        if (n == p && atomic_compare_exchange_weak_explicit(
                          &pushed, &p, p + 1, memory_order_relaxed,
                          memory_order_relaxed)) {
            c->value = value;
            /* Release: publishes the value. */
            atomic_store_explicit(&c->number, p + 1, memory_order_release);
            return true;
        }
        p = atomic_load_explicit(&pushed, memory_order_relaxed);
    }
}

static bool pop(int *value)
{
    unsigned p = atomic_load_explicit(&popped, memory_order_relaxed);

    for (;;) {
        struct cell *c = &cells[p % CELLS];
        /* Acquire: pairs with the release in push(). */
        unsigned n = atomic_load_explicit(&c->number, memory_order_acquire);

        if ((int)(n - (p + 1)) < 0)
            return false; /* empty */
        if (n == p + 1 && atomic_compare_exchange_weak_explicit(
                              &popped, &p, p + 1, memory_order_relaxed,
                              memory_order_relaxed)) {
            *value = c->value;
            /* Release: the value has been read; the next round may start. */
            atomic_store_explicit(&c->number, p + CELLS, memory_order_release);
            return true;
        }
        p = atomic_load_explicit(&popped, memory_order_relaxed);
    }
}

static void *producer(void *arg)
{
    bool done = push((int)(intptr_t)arg);

    assert(done);
    return NULL;
}

int main(void)
{
    pthread_t one, two;
    int a, b;

    for (unsigned i = 0; i < CELLS; i++)
        atomic_init(&cells[i].number, i);
    pthread_create(&one, NULL, producer, (void *)1);
    pthread_create(&two, NULL, producer, (void *)2);
    while (!pop(&a))
        ;
    while (!pop(&b))
        ;
    assert(a + b == 3);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return 0;
}
