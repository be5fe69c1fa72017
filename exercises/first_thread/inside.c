#include "inside.h"

#include "first_thread.h"

#include <errno.h>
#include <pthread.h>

static long a, b; /* set before any thread is there */
static pthread_t caller;
static long here; /* written by one thread, which is joined */

static long compute(long arg)
{
    return a * arg + b;
}

static long compute_alone(long arg)
{
    here = pthread_equal(pthread_self(), caller);
    return compute(arg);
}

INSIDE(computes)
{
    long result = 0, results[FT_MAX + 1] = {0};

    a = tl_take();
    b = tl_take();
    caller = pthread_self();
    tl_answer(ft_run(compute_alone, tl_take(), &result));
    tl_answer(result);
    tl_answer(here);
    long n = tl_take();
    tl_answer(ft_run_each(compute, (size_t)n, results));
    for (long i = 0; i < n; i++)
        tl_answer(results[i]);
    tl_answer(ft_run_each(compute, FT_MAX + 1, results) == EINVAL);
}
