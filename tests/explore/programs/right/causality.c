// expect: none
// why: Acquire and release chain: what the middle thread saw the last one sees.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

/* Each acquire takes over what the release it reads from has handed on. */
#define STORE memory_order_release
#define LOAD memory_order_acquire

static atomic_int x, y;

static void *first(void *arg)
{
    atomic_store_explicit(&x, 1, STORE);
    return arg;
}

static void *middle(void *arg)
{
    if (atomic_load_explicit(&x, LOAD) == 1)
        atomic_store_explicit(&y, 1, STORE);
    return arg;
}

static void *last(void *arg)
{
    if (atomic_load_explicit(&y, LOAD) == 1) {
        int seen = atomic_load_explicit(&x, memory_order_relaxed);
        assert(seen == 1);
    }
    return arg;
}

int main(void)
{
    pthread_t a, b, c;

    pthread_create(&a, NULL, first, NULL);
    pthread_create(&b, NULL, middle, NULL);
    pthread_create(&c, NULL, last, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    pthread_join(c, NULL);
    return 0;
}
