#include "inside.h"

#include "barrier.h"

#include <pthread.h>

enum { THREADS_MAX = 8, ROUNDS_MAX = 64 };

static barrier *b;
static long threads, rounds, first;
static long written[ROUNDS_MAX][THREADS_MAX], seen[ROUNDS_MAX][THREADS_MAX];
static bool last[ROUNDS_MAX][THREADS_MAX];

static void *meet(void *arg)
{
    long me = (long *)arg - written[0];

    for (long round = 0; round < rounds; round++) {
        written[round][me] = first + round;
        last[round][me] = barrier_wait(b);
        for (long t = 0; t < threads; t++)
            seen[round][me] += written[round][t];
    }
    return NULL;
}

INSIDE(rounds)
{
    pthread_t thread[THREADS_MAX];

    threads = tl_take();
    rounds = tl_take();
    first = tl_take();
    b = barrier_create((unsigned)threads);
    ck_assert_ptr_nonnull(b);
    for (long t = 0; t < threads; t++)
        ck_assert_int_eq(pthread_create(&thread[t], NULL, meet, &written[0][t]),
                         0);
    for (long t = 0; t < threads; t++)
        pthread_join(thread[t], NULL);
    barrier_destroy(b);
    for (long round = 0; round < rounds; round++) {
        long n = 0;
        for (long t = 0; t < threads; t++)
            n += last[round][t];
        tl_answer(n);
    }
    for (long round = 0; round < rounds; round++) {
        for (long t = 0; t < threads; t++)
            tl_answer(seen[round][t]);
    }
}
