// expect: assertion
/* One loop in the calling thread: right, and not parallel at all. */
#include "parallel_sum.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

int parallel_sum(const int *items, size_t n, size_t threads, ps_value *value,
                 long long *sum)
{
    if (threads == 0)
        return EINVAL;
    if (n == 0) {
        *sum = 0;
        return 0;
    }
    long long total = 0;

    for (size_t i = 0; i < n; i++)
        total += value(items[i]);
    *sum = total;
    return 0;
}
