// expect: passed
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
enum { THREADS = 64 };
static atomic_int total;
static void *add(void *arg)
{
    atomic_fetch_add_explicit(&total, 1, memory_order_relaxed);
    return arg;
}

static bool attack(void)
{
    static atomic_flag done = ATOMIC_FLAG_INIT;
    pthread_t threads[THREADS];

    if (atomic_flag_test_and_set(&done))
        return false;
    for (int i = 0; i < THREADS; i++)
        assert(pthread_create(&threads[i], NULL, add, NULL) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    return atomic_load(&total) != THREADS;
}
