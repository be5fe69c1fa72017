#include "inside.h"

#include "mpmc_queue.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { THREADS_MAX = 4, VALUES_MAX = 200 };

static mpmc_queue *q;
static long values, base, got[THREADS_MAX];
static atomic_long left; /* that nobody has taken yet */
static int taken[THREADS_MAX][THREADS_MAX * VALUES_MAX];

static void *produce(void *arg)
{
    long first = base + VALUES_MAX * (long)((int *)arg - taken[0]);

    for (long i = 0; i < values; i++) {
        while (!mpmc_push(q, (int)(first + i)))
            sched_yield();
    }
    return NULL;
}

static void *consume(void *arg)
{
    long *n = arg;
    int *to = taken[n - got];

    while (atomic_load(&left) > 0 && *n < THREADS_MAX * VALUES_MAX) {
        if (mpmc_pop(q, &to[*n])) {
            atomic_fetch_sub(&left, 1);
            ++*n;
        } else {
            sched_yield();
        }
    }
    return NULL;
}

INSIDE(passes_all)
{
    long producers = tl_take(), consumers = tl_take();
    pthread_t producer[THREADS_MAX], consumer[THREADS_MAX];

    values = tl_take();
    q = mpmc_create((size_t)tl_take());
    base = tl_take();
    ck_assert_ptr_nonnull(q);
    left = producers * values;
    for (long i = 0; i < consumers; i++)
        ck_assert_int_eq(pthread_create(&consumer[i], NULL, consume, &got[i]),
                         0);
    for (long i = 0; i < producers; i++)
        ck_assert_int_eq(
            pthread_create(&producer[i], NULL, produce, &taken[0][i]), 0);
    for (long i = 0; i < producers; i++)
        pthread_join(producer[i], NULL);
    for (long c = 0; c < consumers; c++) {
        pthread_join(consumer[c], NULL);
        tl_answer(got[c]);
        for (long i = 0; i < got[c]; i++)
            tl_answer(taken[c][i]);
    }
    mpmc_destroy(q);
}

INSIDE(one_thread)
{
    q = mpmc_create((size_t)tl_take());
    ck_assert_ptr_nonnull(q);
    for (int i = 0; i < 100; i++) {
        long what = tl_take();
        int value = (int)tl_take();
        if (what == 0) {
            tl_answer(mpmc_push(q, value));
        } else {
            tl_answer(mpmc_pop(q, &value));
            tl_answer(value);
        }
    }
    mpmc_destroy(q);
}
