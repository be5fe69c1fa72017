// expect: data-race
// why: A relaxed store of a pointer does not publish what it points to.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

struct config {
    int limit;
};

static struct config config;
static _Atomic(struct config *) current;

static void *reader(void *arg)
{
    struct config *seen;

    /* Acquire: pairs with the release store of the pointer. */
    while (!(seen = atomic_load_explicit(&current, memory_order_acquire)))
        ;
    assert(seen->limit == 7);
    return arg;
}

int main(void)
{
    pthread_t id;

    pthread_create(&id, NULL, reader, NULL);
    config.limit = 7;
    atomic_store_explicit(&current, &config, memory_order_relaxed);
    pthread_join(id, NULL);
    return 0;
}
