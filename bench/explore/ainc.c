/* Threads that add one to a counter: every order is another execution. */
#include "team.h"

#include <stdatomic.h>

#ifndef THREADS
#define THREADS 5
#endif

static atomic_int counter;

static void *work(void *arg)
{
    atomic_fetch_add(&counter, 1);
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
