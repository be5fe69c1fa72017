// expect: none
// why: A load cannot read a store that comes later in the model explored here.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int x, y;
static int saw_x, saw_y;

/* ISO C alone would let both relaxed loads return 1; RC11, the model that
 * schedules are explored under, does not. */

static void *left(void *arg)
{
    saw_x = atomic_load_explicit(&x, memory_order_relaxed);
    atomic_store_explicit(&y, 1, memory_order_relaxed);
    return arg;
}

static void *right(void *arg)
{
    saw_y = atomic_load_explicit(&y, memory_order_relaxed);
    atomic_store_explicit(&x, 1, memory_order_relaxed);
    return arg;
}

int main(void)
{
    pthread_t l, r;

    pthread_create(&l, NULL, left, NULL);
    pthread_create(&r, NULL, right, NULL);
    pthread_join(l, NULL);
    pthread_join(r, NULL);
    assert(!(saw_x == 1 && saw_y == 1));
    return 0;
}
