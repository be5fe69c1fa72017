// expect: crash
// why: The reader may come first and follow the null pointer.
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
    /* Acquire: pairs with the release store of the pointer. */
    struct config *seen = atomic_load_explicit(&current, memory_order_acquire);
    assert(seen->limit == 7);
    return arg;
}

int main(void)
{
    pthread_t id;

    pthread_create(&id, NULL, reader, NULL);
    config.limit = 7;
    /* Release: the struct is filled in before anyone can reach it. */
    atomic_store_explicit(&current, &config, memory_order_release);
    pthread_join(id, NULL);
    return 0;
}
