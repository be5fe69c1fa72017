// expect: none
// why: A seq_cst fence between the two loads of each reader makes them agree.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

/* Sequentially consistent: the reader whose fence is later sees at least what
 * the other one saw before its own. */
#define FENCE memory_order_seq_cst

static atomic_int x, y;
static int first_x, then_y, first_y, then_x;

static void *write_x(void *arg)
{
    atomic_store_explicit(&x, 1, memory_order_relaxed);
    return arg;
}

static void *write_y(void *arg)
{
    atomic_store_explicit(&y, 1, memory_order_relaxed);
    return arg;
}

static void *read_x_y(void *arg)
{
    first_x = atomic_load_explicit(&x, memory_order_relaxed);
    atomic_thread_fence(FENCE);
    then_y = atomic_load_explicit(&y, memory_order_relaxed);
    return arg;
}

static void *read_y_x(void *arg)
{
    first_y = atomic_load_explicit(&y, memory_order_relaxed);
    atomic_thread_fence(FENCE);
    then_x = atomic_load_explicit(&x, memory_order_relaxed);
    return arg;
}

int main(void)
{
    void *(*const run[])(void *) = {write_x, write_y, read_x_y, read_y_x};
    pthread_t id[4];

    for (int i = 0; i < 4; i++)
        pthread_create(&id[i], NULL, run[i], NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(id[i], NULL);
    assert(!(first_x == 1 && then_y == 0 && first_y == 1 && then_x == 0));
    return 0;
}
