// expect: assertion
// why: Between the load and the store the other thread's addition gets lost.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int counter;

static void *adder(void *arg)
{
    int seen = atomic_load_explicit(&counter, memory_order_relaxed);

    atomic_store_explicit(&counter, seen + 1, memory_order_relaxed);
    return arg;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, adder, NULL);
    pthread_create(&b, NULL, adder, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(counter == 2);
    return 0;
}
