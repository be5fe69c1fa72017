// expect: none
// why: A join orders the threads; the sleeps only take time.
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>

static int message;

static void *sender(void *arg)
{
    sched_yield();
    message = 42;
    return arg;
}

int main(void)
{
    pthread_t id;
    struct timespec before, after, pause = {0, 1000};
    int copy;

    clock_gettime(CLOCK_MONOTONIC, &before);
    pthread_create(&id, NULL, sender, NULL);
    usleep(1000);
    nanosleep(&pause, NULL);
    pthread_join(id, NULL);
    copy = message;
    assert(copy == 42);
    clock_gettime(CLOCK_MONOTONIC, &after);
    assert(after.tv_sec >= before.tv_sec);
    return 0;
}
