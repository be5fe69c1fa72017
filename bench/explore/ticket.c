/* A lock that is given in the order of tickets. */
#include "team.h"

#include <stdatomic.h>

#ifndef THREADS
#define THREADS 3
#endif

static atomic_uint next, serving;
static int counter;

static void lock(void)
{
    unsigned mine = atomic_fetch_add_explicit(&next, 1, memory_order_relaxed);

    while (atomic_load_explicit(&serving, memory_order_acquire) != mine)
        ;
}

static void unlock(void)
{
    unsigned now = atomic_load_explicit(&serving, memory_order_relaxed);

    atomic_store_explicit(&serving, now + 1, memory_order_release);
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
