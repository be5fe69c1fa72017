#include "inside.h"

#include "counting_semaphore.h"

#include <pthread.h>
#include <stdatomic.h>

enum { STEPS = 80, THREADS_MAX = 8 };

static const struct timespec long_ago = {.tv_sec = 1};
static counting_semaphore *s;
static long rounds;
static atomic_long inside, most, visits;

INSIDE(counts)
{
    unsigned max = (unsigned)tl_take();

    s = csem_create((unsigned)tl_take(), max);
    ck_assert_ptr_nonnull(s);
    for (int i = 0; i < STEPS; i++) {
        long what = tl_take();
        tl_answer(what == 0   ? csem_post(s)
                  : what == 1 ? csem_try_wait(s)
                              : csem_timed_wait(s, &long_ago));
    }
    csem_destroy(s);
}

static void *visit(void *arg)
{
    for (long i = 0; i < rounds; i++) {
        csem_wait(s);
        long now = atomic_fetch_add(&inside, 1) + 1, seen = atomic_load(&most);
        while (now > seen && !atomic_compare_exchange_weak(&most, &seen, now))
            continue;
        atomic_fetch_add(&visits, 1);
        atomic_fetch_sub(&inside, 1);
        csem_post(s);
    }
    return arg;
}

INSIDE(admits)
{
    long threads = tl_take(), places = tl_take(), left = 0;
    pthread_t thread[THREADS_MAX];

    rounds = tl_take();
    s = csem_create((unsigned)places, (unsigned)places);
    ck_assert_ptr_nonnull(s);
    for (long i = 0; i < threads; i++)
        ck_assert_int_eq(pthread_create(&thread[i], NULL, visit, NULL), 0);
    for (long i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
    tl_answer(most);
    tl_answer(visits);
    while (left <= places && csem_try_wait(s))
        left++;
    tl_answer(left);
    csem_destroy(s);
}
