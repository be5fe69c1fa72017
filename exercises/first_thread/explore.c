/* One to three threads. `work` notes nothing that could order them. */
#include "scenario.h"

#include "first_thread.h"

static long plus_40(long arg)
{
    return arg + 40;
}

SCENARIO(one, "When ft_run returns, the result is there")
{
    long result = 0;
    int error = ft_run(plus_40, 2, &result);

    assert(error == 0);
    assert(result == 42);
}

static long together(long arg)
{
    ex_together("two threads of ft_run_each", 2);
    return arg + 40;
}

SCENARIO(two, "Each of two threads gets its own number, and gives its result")
{
    long results[2] = {0};
    int error = ft_run_each(together, 2, results);

    assert(error == 0);
    assert(results[0] == 40);
    assert(results[1] == 41);
}

SCENARIO(three, "So do three threads")
{
    long results[3] = {0};
    int error = ft_run_each(plus_40, 3, results);

    assert(error == 0);
    assert(results[0] == 40);
    assert(results[1] == 41);
    assert(results[2] == 42);
}

static void *call_run(void *arg)
{
    long result = 0;
    int error = ft_run(plus_40, 1, &result);

    assert(error == 0);
    assert(result == 41);
    return arg;
}

SCENARIO(two_callers, "Two threads may call ft_run at the same time")
{
    pthread_t other;
    long result = 0;

    pthread_create(&other, NULL, call_run, NULL);
    int error = ft_run(plus_40, 2, &result);
    pthread_join(other, NULL);
    assert(error == 0);
    assert(result == 42);
}

static void *call_each(void *arg)
{
    long results[1] = {0};
    int error = ft_run_each(plus_40, 1, results);

    assert(error == 0);
    assert(results[0] == 40);
    return arg;
}

SCENARIO(two_callers_each, "Two threads may call ft_run_each at the same time")
{
    pthread_t other;

    pthread_create(&other, NULL, call_each, NULL);
    call_each(NULL);
    pthread_join(other, NULL);
}
