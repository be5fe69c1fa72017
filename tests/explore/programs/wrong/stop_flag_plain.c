// expect: data-race
// why: A plain flag is read by one thread while another one writes it.
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static bool stop;

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
