#include "inside.h"

#include "once.h"

enum { THINGS = 3, THREADS_MAX = 8 };

static once things[THINGS] = {ONCE_INIT, ONCE_INIT, ONCE_INIT};
static long first, value[THINGS], runs[THINGS];
static long saw[THREADS_MAX][THINGS];

static void init(void *arg)
{
    long i = (long *)arg - value;

    runs[i]++;
    value[i] = first + i;
}

static void *come(void *arg)
{
    long *mine = arg;

    for (int i = 0; i < THINGS; i++) {
        once_call(&things[i], init, &value[i]);
        mine[i] = value[i] == first + i;
    }
    return NULL;
}

INSIDE(one_runs_it)
{
    long threads = tl_take();
    pthread_t thread[THREADS_MAX];

    first = tl_take();
    for (int i = 0; i < THINGS; i++)
        tl_answer(once_done(&things[i]));
    for (long t = 0; t < threads; t++)
        ck_assert_int_eq(pthread_create(&thread[t], NULL, come, saw[t]), 0);
    for (long t = 0; t < threads; t++)
        pthread_join(thread[t], NULL);
    for (int i = 0; i < THINGS; i++) {
        long seen = 0;
        for (long t = 0; t < threads; t++)
            seen += saw[t][i];
        tl_answer(runs[i]);
        tl_answer(seen);
        tl_answer(once_done(&things[i]));
    }
}
