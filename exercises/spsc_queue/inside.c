#include "inside.h"

#include "spsc_queue.h"

#include <pthread.h>
#include <sched.h>

enum { STEPS = 120, VALUES_MAX = 400 };

static spsc_queue *q;
static long n, first, step;
static int popped[VALUES_MAX];

INSIDE(one_thread)
{
    q = spsc_create((size_t)tl_take());
    ck_assert_ptr_nonnull(q);
    for (int i = 0; i < STEPS; i++) {
        long what = tl_take();
        int value = (int)tl_take();
        if (what == 0) {
            tl_answer(spsc_push(q, value));
        } else {
            tl_answer(spsc_pop(q, &value));
            tl_answer(value);
        }
    }
    spsc_destroy(q);
}

static void *consume(void *arg)
{
    for (long i = 0; i < n; i++) {
        while (!spsc_pop(q, &popped[i]))
            sched_yield();
    }
    return arg;
}

INSIDE(streams)
{
    pthread_t consumer;

    q = spsc_create((size_t)tl_take());
    ck_assert_ptr_nonnull(q);
    n = tl_take();
    first = tl_take();
    step = tl_take();
    ck_assert_int_eq(pthread_create(&consumer, NULL, consume, NULL), 0);
    for (long i = 0; i < n; i++) {
        while (!spsc_push(q, (int)(first + i * step)))
            sched_yield();
    }
    pthread_join(consumer, NULL);
    for (long i = 0; i < n; i++)
        tl_answer(popped[i]);
    spsc_destroy(q);
}
