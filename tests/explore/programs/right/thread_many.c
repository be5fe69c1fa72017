// expect: none
// why: Sixteen threads at once, each with a counter of its own.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 16 };

static atomic_int counters[THREADS];

static void *adder(void *arg)
{
    /* Relaxed: only the number matters. */
    atomic_fetch_add_explicit((atomic_int *)arg, 1, memory_order_relaxed);
    return NULL;
}

int main(void)
{
    pthread_t id[THREADS];

    for (int i = 0; i < THREADS; i++)
        pthread_create(&id[i], NULL, adder, &counters[i]);
    for (int i = 0; i < THREADS; i++)
        pthread_join(id[i], NULL);
    for (int i = 0; i < THREADS; i++)
        assert(counters[i] == 1);
    return 0;
}
