// expect: data-race
// why: A relaxed __atomic store does not publish the message.
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>

static int message, readers;
static bool ready;

static void *reader(void *arg)
{
    /* Acquire: pairs with the release below. */
    while (!__atomic_load_n(&ready, __ATOMIC_ACQUIRE))
        ;
    assert(message == 42);
    __atomic_fetch_add(&readers, 1, __ATOMIC_RELAXED);
    return arg;
}

int main(void)
{
    pthread_t a, b;
    int expected = 2;

    pthread_create(&a, NULL, reader, NULL);
    pthread_create(&b, NULL, reader, NULL);
    message = 42;
    __atomic_store_n(&ready, true, __ATOMIC_RELAXED);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    bool same = __atomic_compare_exchange_n(&readers, &expected, 0, false,
                                            __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
    assert(same && expected == 2);
    int before = __atomic_exchange_n(&readers, 5, __ATOMIC_SEQ_CST);
    assert(before == 0);
    return 0;
}
