// expect: data-race|leak|test|crash|memory
/* It goes on with what the test gave when the call has returned. */
#include <pthread.h>
#include <stdbool.h>
static int shared;
static void *more(void *arg)
{
    for (volatile int i = 0; i < 1000000; i++)
        shared++;
    return arg;
}

static bool attack(void)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, more, NULL) == 0)
        pthread_detach(thread);
    return shared++ < 0;
}
