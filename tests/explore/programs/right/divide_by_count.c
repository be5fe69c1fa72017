// expect: none
// why: The reader waits until there is something to divide by.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int count;

static void *average(void *arg)
{
    int n;

    /* Relaxed: the number stands for itself. */
    while ((n = atomic_load_explicit(&count, memory_order_relaxed)) == 0)
        ;
    assert(12 / n == 4);
    return arg;
}

int main(void)
{
    pthread_t id;

    pthread_create(&id, NULL, average, NULL);
    atomic_store_explicit(&count, 3, memory_order_relaxed);
    pthread_join(id, NULL);
    return 0;
}
