// expect: none
// why: Everybody takes the fork with the lower number first.
#include <assert.h>
#include <pthread.h>
#include <stdint.h>

enum { SEATS = 3 };

static pthread_mutex_t forks[SEATS] = {
    PTHREAD_MUTEX_INITIALIZER,
    PTHREAD_MUTEX_INITIALIZER,
    PTHREAD_MUTEX_INITIALIZER,
};
static int uses[SEATS]; /* of each fork, which also guards it */

static void *philosopher(void *arg)
{
    int first = (int)(intptr_t)arg;
    int second = (first + 1) % SEATS;

    /* One order for all forks: the waiting cannot close into a circle. */
    if (first > second) {
        int other = first;
        first = second;
        second = other;
    }
    pthread_mutex_lock(&forks[first]);
    pthread_mutex_lock(&forks[second]);
    uses[first]++;
    uses[second]++;
    pthread_mutex_unlock(&forks[second]);
    pthread_mutex_unlock(&forks[first]);
    return NULL;
}

int main(void)
{
    pthread_t id[SEATS];

    for (intptr_t i = 0; i < SEATS; i++)
        pthread_create(&id[i], NULL, philosopher, (void *)i);
    for (int i = 0; i < SEATS; i++)
        pthread_join(id[i], NULL);
    for (int i = 0; i < SEATS; i++)
        assert(uses[i] == 2);
    return 0;
}
