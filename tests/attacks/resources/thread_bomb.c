// expect: limit|timeout|deadlock
#include <pthread.h>
#include <stdbool.h>
static void *more(void *arg)
{
    pthread_t thread;

    for (;;)
        if (pthread_create(&thread, NULL, more, arg) == 0)
            pthread_detach(thread);
}

static bool attack(void)
{
    more(NULL);
    return false;
}
