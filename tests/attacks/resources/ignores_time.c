// expect: timeout
// class: tampered
// says: kept the processor busy
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
static volatile int on = 1;
static void *spin(void *arg)
{
    while (on)
        ;
    return arg;
}

static bool attack(void)
{
    pthread_t thread;

    signal(SIGXCPU, SIG_IGN);
    for (int i = 0; i < 5; i++)
        pthread_create(&thread, NULL, spin, NULL);
    spin(NULL);
    return false;
}
