// expect: none
// why: An atomic flag may be read and written by two threads at once.
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static atomic_bool stop;

static void *worker(void *arg)
{
    /* Relaxed: the flag stands for itself and publishes nothing else. */
    while (!atomic_load_explicit(&stop, memory_order_relaxed))
        ;
    return arg;
}

int main(void)
{
    pthread_t id;

    pthread_create(&id, NULL, worker, NULL);
    atomic_store_explicit(&stop, true, memory_order_relaxed);
    pthread_join(id, NULL);
    return 0;
}
