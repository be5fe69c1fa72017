// expect: data-race
// why: A release store orders nothing for a reader that does not acquire.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static int message;
static atomic_bool ready;

static void *sender(void *arg)
{
    message = 42;
    /* Release: whoever acquires true also sees the message. */
    atomic_store_explicit(&ready, true, memory_order_release);
    return arg;
}

static void *receiver(void *arg)
{
    while (!atomic_load_explicit(&ready, memory_order_relaxed))
        ;
    assert(message == 42);
    return arg;
}

int main(void)
{
    pthread_t s, r;

    pthread_create(&s, NULL, sender, NULL);
    pthread_create(&r, NULL, receiver, NULL);
    pthread_join(s, NULL);
    pthread_join(r, NULL);
    return 0;
}
