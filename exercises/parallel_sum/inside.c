#include "inside.h"

#include "parallel_sum.h"

#include <errno.h>
#include <stdatomic.h>

enum { ROUNDS = 4, ITEMS_MAX = 60 };

static long worth; /* changes only while no thread is there */
static atomic_long calls;

static long long value(int item)
{
    atomic_fetch_add(&calls, 1);
    return (long long)item * worth;
}

INSIDE(adds_up)
{
    int items[ITEMS_MAX];
    long long sum;

    for (int round = 0; round < ROUNDS; round++) {
        size_t n = (size_t)tl_take(), threads = (size_t)tl_take();
        worth = tl_take();
        for (size_t i = 0; i < n; i++)
            items[i] = (int)tl_take();
        calls = 0;
        sum = -1;
        tl_answer(parallel_sum(items, n, threads, value, &sum));
        tl_answer((long)sum);
        tl_answer(calls);
    }
    tl_answer(parallel_sum(items, 1, 0, value, &sum) == EINVAL);
}
