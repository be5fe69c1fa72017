// expect: crash
// why: The reader may come first and divide by zero.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int count;

static void *average(void *arg)
{
    /* Relaxed: the number stands for itself. */
    int n = atomic_load_explicit(&count, memory_order_relaxed);

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
