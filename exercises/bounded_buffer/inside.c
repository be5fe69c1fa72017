#include "inside.h"

#include "bounded_buffer.h"

#include <pthread.h>

enum { THREADS_MAX = 4, VALUES_MAX = 200 };

static bounded_buffer *b;
static long values, base, got[THREADS_MAX];
static int taken[THREADS_MAX][THREADS_MAX * VALUES_MAX];

static void *produce(void *arg)
{
    long first = base + VALUES_MAX * (long)((int *)arg - taken[0]);

    for (long i = 0; i < values; i++)
        bb_put(b, (int)(first + i));
    return NULL;
}

static void *consume(void *arg)
{
    long *n = arg;
    int *to = taken[n - got];

    while (*n < THREADS_MAX * VALUES_MAX && bb_get(b, &to[*n]))
        ++*n;
    return NULL;
}

INSIDE(passes_all)
{
    long producers = tl_take(), consumers = tl_take();
    pthread_t producer[THREADS_MAX], consumer[THREADS_MAX];

    values = tl_take();
    b = bb_create((size_t)tl_take());
    base = tl_take();
    ck_assert_ptr_nonnull(b);
    for (long i = 0; i < consumers; i++)
        ck_assert_int_eq(pthread_create(&consumer[i], NULL, consume, &got[i]),
                         0);
    for (long i = 0; i < producers; i++)
        ck_assert_int_eq(
            pthread_create(&producer[i], NULL, produce, &taken[0][i]), 0);
    for (long i = 0; i < producers; i++)
        pthread_join(producer[i], NULL);
    bb_close(b);
    for (long c = 0; c < consumers; c++) {
        pthread_join(consumer[c], NULL);
        tl_answer(got[c]);
        for (long i = 0; i < got[c]; i++)
            tl_answer(taken[c][i]);
    }
    bb_destroy(b);
}

INSIDE(ends)
{
    bounded_buffer *closed = bb_create((size_t)tl_take());
    long n = tl_take(), first = tl_take();
    int value = 0;

    ck_assert_ptr_nonnull(closed);
    for (long i = 0; i < n; i++)
        ck_assert(bb_put(closed, (int)(first + i * 3)));
    bb_close(closed);
    for (long i = 0; i < n; i++) {
        (void)bb_get(closed, &value);
        tl_answer(value);
    }
    tl_answer(bb_get(closed, &value));
    tl_answer(bb_put(closed, 1));
    bb_destroy(closed);
}
