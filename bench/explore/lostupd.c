/* Threads that add to a counter in two steps, TIMES times each. */
#include "team.h"

#include <stdatomic.h>

#ifndef THREADS
#define THREADS 3
#endif
#ifndef TIMES
#define TIMES 2
#endif

static atomic_int counter;

static void *work(void *arg)
{
    for (int i = 0; i < TIMES; i++) {
        int value = atomic_load(&counter);
        atomic_store(&counter, value + 1);
    }
    return arg;
}

int main(void)
{
    for (int i = 0; i < THREADS; i++)
        team_add(work, NULL);
    team_join();
    return 0;
}
