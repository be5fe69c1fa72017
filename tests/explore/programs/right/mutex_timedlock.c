// expect: none
// why: A lock that was not got in time must not be unlocked either.
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int counter;

static void *adder(void *arg)
{
    pthread_mutex_lock(&mutex);
    counter++;
    pthread_mutex_unlock(&mutex);
    return arg;
}

int main(void)
{
    pthread_t id;
    struct timespec until;

    pthread_create(&id, NULL, adder, NULL);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 1;
    int err = pthread_mutex_timedlock(&mutex, &until);
    assert(err == 0 || err == ETIMEDOUT);
    if (err == 0) {
        counter++;
        pthread_mutex_unlock(&mutex);
    }
    pthread_join(id, NULL);
    assert(counter == (err == 0 ? 2 : 1));
    return 0;
}
