// expect: data-race
// why: Two threads see the lock free and both take it with a store.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static atomic_bool held;
static int counter;

static void lock(void)
{
    /* Acquire: pairs with the release of the holder before. */
    while (atomic_load_explicit(&held, memory_order_acquire))
        ;
    atomic_store_explicit(&held, true, memory_order_relaxed);
}

static void unlock(void)
{
    /* Release: hands everything done under the lock to the next holder. */
    atomic_store_explicit(&held, false, memory_order_release);
}

static void *adder(void *arg)
{
    lock();
    counter++;
    unlock();
    return arg;
}

int main(void)
{
    pthread_t id[3];

    for (int i = 0; i < 3; i++)
        pthread_create(&id[i], NULL, adder, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(id[i], NULL);
    assert(counter == 3);
    return 0;
}
