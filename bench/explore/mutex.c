/* Threads that take a mutex once each. */
#include "team.h"

#ifndef THREADS
#define THREADS 3
#endif

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int counter;

static void lock(void)
{
    pthread_mutex_lock(&mutex);
}

static void unlock(void)
{
    pthread_mutex_unlock(&mutex);
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
