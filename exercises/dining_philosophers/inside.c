#include "inside.h"

#include "dining_philosophers.h"

#include <pthread.h>

enum { MOST = 8 };

static table *t;
static long n, meals, forks[MOST]; /* a fork is used by one at a time */

static void *dine(void *arg)
{
    long me = (long *)arg - forks;

    for (long i = 0; i < meals; i++) {
        table_pick_up(t, (size_t)me);
        forks[me]++;
        forks[(me + 1) % n]++;
        table_put_down(t, (size_t)me);
    }
    return NULL;
}

INSIDE(all_eat)
{
    pthread_t thread[MOST];

    n = tl_take();
    meals = tl_take();
    t = table_create((size_t)n);
    ck_assert_ptr_nonnull(t);
    for (long i = 0; i < n; i++)
        ck_assert_int_eq(pthread_create(&thread[i], NULL, dine, &forks[i]), 0);
    for (long i = 0; i < n; i++)
        pthread_join(thread[i], NULL);
    table_destroy(t);
    for (long i = 0; i < n; i++)
        tl_answer(forks[i]);
}
