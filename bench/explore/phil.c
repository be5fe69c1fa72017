/* Philosophers who take two forks each; with ORDERED in one order for all. */
#include "team.h"

#include <stdint.h>

#ifndef SEATS
#define SEATS 3
#endif
#ifndef ORDERED
#define ORDERED 1
#endif

static pthread_mutex_t forks[SEATS];

static void *philosopher(void *arg)
{
    int first = (int)(intptr_t)arg, second = (first + 1) % SEATS;

    if (ORDERED && first > second) {
        int other = first;
        first = second;
        second = other;
    }
    pthread_mutex_lock(&forks[first]);
    pthread_mutex_lock(&forks[second]);
    pthread_mutex_unlock(&forks[second]);
    pthread_mutex_unlock(&forks[first]);
    return NULL;
}

int main(void)
{
    for (int i = 0; i < SEATS; i++)
        pthread_mutex_init(&forks[i], NULL);
    for (int i = 0; i < SEATS; i++)
        team_add(philosopher, (void *)(intptr_t)i);
    team_join();
    return 0;
}
