#include "inside.h"

#include "counter.h"

#include <pthread.h>

static long rounds, hits, takes;
static unsigned long taken[COUNTER_KEYS];

static void *add(void *arg)
{
    for (long i = 0; i < rounds; i++) {
        for (unsigned key = 0; key < COUNTER_KEYS; key++)
            counter_add(key, (unsigned long)hits + key);
    }
    return arg;
}

static void *take(void *arg)
{
    for (long i = 0; i < takes; i++) {
        for (unsigned key = 0; key < COUNTER_KEYS; key++)
            taken[key] += counter_take(key);
    }
    return arg;
}

INSIDE(adds_up)
{
    long threads = tl_take();
    pthread_t adder[8], taker;

    rounds = tl_take();
    hits = tl_take();
    takes = tl_take();
    for (long i = 0; i < threads; i++)
        ck_assert_int_eq(pthread_create(&adder[i], NULL, add, NULL), 0);
    ck_assert_int_eq(pthread_create(&taker, NULL, take, NULL), 0);
    for (long i = 0; i < threads; i++)
        pthread_join(adder[i], NULL);
    pthread_join(taker, NULL);
    for (unsigned key = 0; key < COUNTER_KEYS; key++)
        tl_answer((long)(taken[key] + counter_get(key)));
}

INSIDE(refuses)
{
    for (long steps = tl_take(); steps > 0; steps--) {
        unsigned key = (unsigned)tl_take();
        tl_answer(counter_add(key, (unsigned long)tl_take()));
    }
    for (unsigned key = 0; key < COUNTER_KEYS; key++)
        tl_answer((long)counter_get(key));
}
