// expect: none
// why: A thread that waits in a loop notes what it saw: the turn changes
// why: nothing, and is known as waiting all the same.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static int slot;
static atomic_int tail;
static int tail_seen; /* the consumer's only */

static void *produce(void *arg)
{
    slot = 7;
    atomic_store_explicit(&tail, 1, memory_order_release);
    return arg;
}

static bool ready(void)
{
    if (tail_seen == 0)
        tail_seen = atomic_load_explicit(&tail, memory_order_acquire);
    return tail_seen == 1;
}

int main(void)
{
    pthread_t producer;

    pthread_create(&producer, NULL, produce, NULL);
    while (!ready())
        ;
    assert(slot == 7);
    pthread_join(producer, NULL);
    return 0;
}
