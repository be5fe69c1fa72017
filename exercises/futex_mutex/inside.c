#include "inside.h"

#include "futex_mutex.h"

#include <pthread.h>

enum { THREADS_MAX = 8 };

static futex_mutex lock = FUTEX_MUTEX_INIT;
static long rounds, step, number, twin, seen[THREADS_MAX];

static void *raise_it(void *arg)
{
    for (long i = 0; i < rounds; i++) {
        futex_mutex_lock(&lock);
        *(long *)arg += number == twin;
        number += step;
        twin += step;
        futex_mutex_unlock(&lock);
    }
    return NULL;
}

INSIDE(keeps_out)
{
    long threads = tl_take();
    pthread_t thread[THREADS_MAX];

    rounds = tl_take();
    step = tl_take();
    for (long i = 0; i < threads; i++)
        ck_assert_int_eq(pthread_create(&thread[i], NULL, raise_it, &seen[i]),
                         0);
    for (long i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
    tl_answer(number);
    for (long i = 0; i < threads; i++)
        tl_answer(seen[i]);
}

static bool could;

static void *try_it(void *arg)
{
    could = futex_mutex_trylock(&lock);
    if (could)
        futex_mutex_unlock(&lock);
    return arg;
}

INSIDE(tries)
{
    pthread_t thread;

    for (int i = 0; i < 20; i++) {
        bool held = tl_take() == 1;
        if (held)
            futex_mutex_lock(&lock);
        ck_assert_int_eq(pthread_create(&thread, NULL, try_it, NULL), 0);
        pthread_join(thread, NULL);
        if (held)
            futex_mutex_unlock(&lock);
        tl_answer(could);
    }
}
