/* READERS that look once each while one thread writes WRITES times. */
#include "team.h"

#include <stdatomic.h>

#ifndef READERS
#define READERS 2
#endif
#ifndef WRITES
#define WRITES 2
#endif

static atomic_int sequence, left, right;

static void *writer(void *arg)
{
    for (int i = 1; i <= WRITES; i++) {
        atomic_store_explicit(&sequence, 2 * i - 1, memory_order_relaxed);
        atomic_thread_fence(memory_order_release);
        atomic_store_explicit(&left, i, memory_order_relaxed);
        atomic_store_explicit(&right, i, memory_order_relaxed);
        atomic_store_explicit(&sequence, 2 * i, memory_order_release);
    }
    return arg;
}

static void *reader(void *arg)
{
    int before = atomic_load_explicit(&sequence, memory_order_acquire);
    if (before % 2 != 0)
        return arg;
    int l = atomic_load_explicit(&left, memory_order_relaxed);
    int r = atomic_load_explicit(&right, memory_order_relaxed);
    atomic_thread_fence(memory_order_acquire);
    int after = atomic_load_explicit(&sequence, memory_order_relaxed);

    if (before == after)
        assert(l == r);
    return arg;
}

int main(void)
{
    team_add(writer, NULL);
    for (int i = 0; i < READERS; i++)
        team_add(reader, NULL);
    team_join();
    return 0;
}
