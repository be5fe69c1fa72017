// expect: assertion
// why: Acquire and release let two readers see two stores in opposite orders.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#define STORE memory_order_release
#define LOAD memory_order_acquire

static atomic_int x, y;
static int first_x, then_y, first_y, then_x;

static void *write_x(void *arg)
{
    atomic_store_explicit(&x, 1, STORE);
    return arg;
}

static void *write_y(void *arg)
{
    atomic_store_explicit(&y, 1, STORE);
    return arg;
}

static void *read_x_y(void *arg)
{
    first_x = atomic_load_explicit(&x, LOAD);
    then_y = atomic_load_explicit(&y, LOAD);
    return arg;
}

static void *read_y_x(void *arg)
{
    first_y = atomic_load_explicit(&y, LOAD);
    then_x = atomic_load_explicit(&x, LOAD);
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
