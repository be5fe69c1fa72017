// expect: none
// why: Unlocking releases what the next ticket holder acquires.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_uint next, serving;
static int counter;

static void lock(void)
{
    /* Relaxed: drawing a ticket orders nothing, waiting for it does. */
    unsigned mine = atomic_fetch_add_explicit(&next, 1, memory_order_relaxed);

    /* Acquire: pairs with the release of the holder before. */
    while (atomic_load_explicit(&serving, memory_order_acquire) != mine)
        ;
}

static void unlock(void)
{
    /* Relaxed: only the holder writes it. */
    unsigned now = atomic_load_explicit(&serving, memory_order_relaxed);

    /* Release: hands everything done under the lock to the next holder. */
    atomic_store_explicit(&serving, now + 1, memory_order_release);
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
