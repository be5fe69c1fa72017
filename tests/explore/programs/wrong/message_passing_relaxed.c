// expect: data-race
// why: Relaxed accesses to the flag do not order the accesses to the message.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static int message;
static atomic_bool ready;

static void *sender(void *arg)
{
    message = 42;
    atomic_store_explicit(&ready, true, memory_order_relaxed);
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
