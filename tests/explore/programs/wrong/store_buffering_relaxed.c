// expect: assertion
// why: Relaxed accesses let each load overtake the store before it.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#define STORE memory_order_relaxed
#define LOAD memory_order_relaxed

static atomic_int x, y;
static int saw_y, saw_x;

static void *left(void *arg)
{
    atomic_store_explicit(&x, 1, STORE);
    saw_y = atomic_load_explicit(&y, LOAD);
    return arg;
}

static void *right(void *arg)
{
    atomic_store_explicit(&y, 1, STORE);
    saw_x = atomic_load_explicit(&x, LOAD);
    return arg;
}

int main(void)
{
    pthread_t l, r;

    pthread_create(&l, NULL, left, NULL);
    pthread_create(&r, NULL, right, NULL);
    pthread_join(l, NULL);
    pthread_join(r, NULL);
    assert(saw_x == 1 || saw_y == 1);
    return 0;
}
