// expect: assertion
// why: One fence is not enough: the other side's load overtakes its store.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int x, y;
static int saw_y, saw_x;

static void *left(void *arg)
{
    atomic_store_explicit(&x, 1, memory_order_relaxed);
    /* Sequentially consistent: of two such fences one is the first, and what
     * stands before it is seen by what stands behind the other. */
    atomic_thread_fence(memory_order_seq_cst);
    saw_y = atomic_load_explicit(&y, memory_order_relaxed);
    return arg;
}

static void *right(void *arg)
{
    atomic_store_explicit(&y, 1, memory_order_relaxed);
    saw_x = atomic_load_explicit(&x, memory_order_relaxed);
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
