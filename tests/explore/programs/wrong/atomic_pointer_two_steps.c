// expect: data-race
// why: Between the load and the store both threads get the same element.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static int pool[3];
static _Atomic(int *) next = pool;

static int *allocate(void)
{
    int *mine = atomic_load_explicit(&next, memory_order_relaxed);

    atomic_store_explicit(&next, mine + 1, memory_order_relaxed);
    return mine;
}

static void *user(void *arg)
{
    int *mine = allocate();

    *mine = 1;
    return arg;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, user, NULL);
    pthread_create(&b, NULL, user, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(pool[0] == 1 && pool[1] == 1 && pool[2] == 0);
    return 0;
}
