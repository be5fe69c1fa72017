/* A lock that looks before it tries. */
#include "team.h"

#include <stdatomic.h>

#ifndef THREADS
#define THREADS 3
#endif

static atomic_int taken;
static int counter;

static void lock(void)
{
    do {
        while (atomic_load_explicit(&taken, memory_order_relaxed))
            ;
    } while (atomic_exchange_explicit(&taken, 1, memory_order_acquire));
}

static void unlock(void)
{
    atomic_store_explicit(&taken, 0, memory_order_release);
}

static void *work(void *arg)
{
    lock();
    counter++;
    unlock();
    return arg;
}

int main(void)
{
    for (int i = 0; i < THREADS; i++)
        team_add(work, NULL);
    team_join();
    assert(counter == THREADS);
    return 0;
}
