#include "inside.h"

#include "false_sharing.h"

#include <pthread.h>
#include <stdint.h>

enum { THREADS_MAX = 8 };

static counters *c;
static long rounds, amount, accepted[THREADS_MAX];

static void *add(void *arg)
{
    long *mine = arg;

    for (long i = 0; i < rounds; i++)
        *mine +=
            counters_add(c, (size_t)(mine - accepted), (unsigned long)amount);
    return NULL;
}

static uintptr_t line_of(long thread)
{
    return (uintptr_t)counters_place(c, (size_t)thread) / COUNTERS_LINE;
}

INSIDE(adds_up)
{
    long threads = tl_take(), all = 0, near = 0;
    pthread_t thread[THREADS_MAX];

    rounds = tl_take();
    amount = tl_take();
    c = counters_create((size_t)threads);
    ck_assert_ptr_nonnull(c);
    for (long i = 0; i < threads; i++)
        ck_assert_int_eq(pthread_create(&thread[i], NULL, add, &accepted[i]),
                         0);
    for (long i = 0; i < threads; i++) {
        pthread_join(thread[i], NULL);
        all += accepted[i];
        for (long k = 0; k < i; k++)
            near += line_of(i) == line_of(k);
    }
    tl_answer(all);
    tl_answer((long)counters_sum(c));
    counters_close(c);
    tl_answer(counters_add(c, 0, 1));
    tl_answer((long)counters_sum(c));
    tl_answer(near);
    counters_destroy(c);
}
