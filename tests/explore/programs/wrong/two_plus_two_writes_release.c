// expect: assertion
// why: With release stores both first stores may end up last in their objects.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#define STORE memory_order_release

static atomic_int x, y;

static void *left(void *arg)
{
    atomic_store_explicit(&x, 1, STORE);
    atomic_store_explicit(&y, 2, STORE);
    return arg;
}

static void *right(void *arg)
{
    atomic_store_explicit(&y, 1, STORE);
    atomic_store_explicit(&x, 2, STORE);
    return arg;
}

int main(void)
{
    pthread_t l, r;

    pthread_create(&l, NULL, left, NULL);
    pthread_create(&r, NULL, right, NULL);
    pthread_join(l, NULL);
    pthread_join(r, NULL);
    assert(atomic_load(&x) == 2 || atomic_load(&y) == 2);
    return 0;
}
