/* Two threads, two or three items. What `value` notes orders nobody. */
#include "scenario.h"

#include "parallel_sum.h"

#include <stdatomic.h>

static const int items[] = {1, 10, 100};

static long long itself(int item)
{
    return item;
}

SCENARIO(one_thread, "When it returns, the sum is there")
{
    long long sum = 0;
    int error = parallel_sum(items, 2, 1, itself, &sum);

    assert(error == 0);
    assert(sum == 11);
}

static long long together(int item)
{
    ex_together("two calls of value", 2);
    return item;
}

SCENARIO(two_threads, "Two threads add up two items")
{
    long long sum = 0;
    int error = parallel_sum(items, 2, 2, together, &sum);

    assert(error == 0);
    assert(sum == 11);
}

static atomic_int valued[3]; /* how often each item was */

static long long hundreds(int item)
{
    atomic_fetch_add_explicit(&valued[item - 1], 1, memory_order_relaxed);
    return item * 100;
}

SCENARIO(three_items, "Two threads add up three items")
{
    static const int numbers[] = {1, 2, 3};
    long long sum = 0;
    int error = parallel_sum(numbers, 3, 2, hundreds, &sum);

    assert(error == 0);
    for (int i = 0; i < 3; i++)
        assert(valued[i] == 1);
    assert(sum == 600);
}

static void *call(void *arg)
{
    long long sum = 0;
    int error = parallel_sum(items + 1, 2, 1, itself, &sum);

    assert(error == 0);
    assert(sum == 110);
    return arg;
}

SCENARIO(two_callers, "Two threads may call it at the same time")
{
    pthread_t other;
    long long sum = 0;

    pthread_create(&other, NULL, call, NULL);
    int error = parallel_sum(items, 2, 1, itself, &sum);
    pthread_join(other, NULL);
    assert(error == 0);
    assert(sum == 11);
}
