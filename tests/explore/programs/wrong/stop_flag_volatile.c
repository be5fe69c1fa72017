// expect: data-race
// why: volatile neither makes an access atomic nor orders threads.
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static volatile bool stop;

static void *worker(void *arg)
{
    while (!stop)
        ;
    return arg;
}

int main(void)
{
    pthread_t id;

    pthread_create(&id, NULL, worker, NULL);
    stop = true;
    pthread_join(id, NULL);
    return 0;
}
