// expect: none
// why: A relaxed read-modify-write passes on the release store that it read.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static int message;
static atomic_int stage;

static void *author(void *arg)
{
    message = 42;
    /* Release: heads the sequence that the reader synchronises with. */
    atomic_store_explicit(&stage, 1, memory_order_release);
    return arg;
}

static void *courier(void *arg)
{
    while (atomic_load_explicit(&stage, memory_order_relaxed) != 1)
        ;
    /* Relaxed is enough: a read-modify-write continues the sequence. */
    atomic_fetch_add_explicit(&stage, 1, memory_order_relaxed);
    return arg;
}

static void *reader(void *arg)
{
    /* Acquire: takes over what the head of the sequence released. */
    while (atomic_load_explicit(&stage, memory_order_acquire) != 2)
        ;
    assert(message == 42);
    return arg;
}

int main(void)
{
    pthread_t a, c, r;

    pthread_create(&a, NULL, author, NULL);
    pthread_create(&c, NULL, courier, NULL);
    pthread_create(&r, NULL, reader, NULL);
    pthread_join(a, NULL);
    pthread_join(c, NULL);
    pthread_join(r, NULL);
    return 0;
}
