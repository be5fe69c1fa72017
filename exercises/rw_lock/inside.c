#include "inside.h"

#include "rw_lock.h"

#include <pthread.h>

enum { THREADS_MAX = 4 };

static rw_lock *l;
static long rounds, step, first, second, torn[THREADS_MAX];

static void *write_it(void *arg)
{
    for (long i = 0; i < rounds; i++) {
        rw_write_lock(l);
        first += step;
        second += step;
        rw_write_unlock(l);
    }
    return arg;
}

static void *read_it(void *arg)
{
    long *mine = arg;

    for (long i = 0; i < rounds; i++) {
        rw_read_lock(l);
        *mine += first != second;
        rw_read_unlock(l);
    }
    return NULL;
}

INSIDE(keeps_apart)
{
    long writers = tl_take(), readers = tl_take();
    pthread_t writer[THREADS_MAX], reader[THREADS_MAX];

    rounds = tl_take();
    step = tl_take();
    l = rw_create();
    ck_assert_ptr_nonnull(l);
    for (long i = 0; i < readers; i++)
        ck_assert_int_eq(pthread_create(&reader[i], NULL, read_it, &torn[i]),
                         0);
    for (long i = 0; i < writers; i++)
        ck_assert_int_eq(pthread_create(&writer[i], NULL, write_it, NULL), 0);
    for (long i = 0; i < writers; i++)
        pthread_join(writer[i], NULL);
    for (long i = 0; i < readers; i++)
        pthread_join(reader[i], NULL);
    tl_answer(first);
    for (long i = 0; i < readers; i++)
        tl_answer(torn[i]);
    rw_destroy(l);
}

static bool could[2];

static void *try_both(void *arg)
{
    could[0] = rw_try_read_lock(l);
    if (could[0])
        rw_read_unlock(l);
    could[1] = rw_try_write_lock(l);
    if (could[1])
        rw_write_unlock(l);
    return arg;
}

INSIDE(tries)
{
    pthread_t thread;

    l = rw_create();
    ck_assert_ptr_nonnull(l);
    for (int i = 0; i < 30; i++) {
        long what = tl_take();
        if (what == 1)
            rw_read_lock(l);
        else if (what == 2)
            rw_write_lock(l);
        ck_assert_int_eq(pthread_create(&thread, NULL, try_both, NULL), 0);
        pthread_join(thread, NULL);
        if (what == 1)
            rw_read_unlock(l);
        else if (what == 2)
            rw_write_unlock(l);
        tl_answer(could[0]);
        tl_answer(could[1]);
    }
    rw_destroy(l);
}
