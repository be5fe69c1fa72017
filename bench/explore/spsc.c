/* A queue for one producer and one consumer, OPS tries a side. */
#include "team.h"

#include <stdatomic.h>
#include <stdbool.h>

#ifndef OPS
#define OPS 3
#endif
#ifndef CAPACITY
#define CAPACITY 2
#endif

static int slots[CAPACITY + 1]; /* one stays empty */
static atomic_int head, tail;

static bool push(int value)
{
    int t = atomic_load_explicit(&tail, memory_order_relaxed);
    int next = (t + 1) % (CAPACITY + 1);

    if (next == atomic_load_explicit(&head, memory_order_acquire))
        return false;
    slots[t] = value;
    atomic_store_explicit(&tail, next, memory_order_release);
    return true;
}

static bool pop(int *value)
{
    int h = atomic_load_explicit(&head, memory_order_relaxed);

    if (h == atomic_load_explicit(&tail, memory_order_acquire))
        return false;
    *value = slots[h];
    atomic_store_explicit(&head, (h + 1) % (CAPACITY + 1),
                          memory_order_release);
    return true;
}

static void *producer(void *arg)
{
    for (int i = 0; i < OPS; i++)
        push(i + 1);
    return arg;
}

int main(void)
{
    int last = 0, value;

    team_add(producer, NULL);
    for (int i = 0; i < OPS; i++) {
        if (pop(&value)) {
            assert(value > last);
            last = value;
        }
    }
    team_join();
    return 0;
}
