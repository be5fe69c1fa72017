/* parallel_sum: adds up the values of many items, with several threads. */
#ifndef PARALLEL_SUM_H
#define PARALLEL_SUM_H

#include <stddef.h>

/* What an item is worth. Takes its time; any thread may call it. */
typedef long long ps_value(int item);

/* Stores value(items[0]) + ... + value(items[n - 1]) in *sum and returns 0.
 * The sum, and that of any of the items, fits into a long long.
 *
 * Calls `value` once for each item, from at most `threads` threads; the
 * calling thread may be one of them. Creates no more threads than there are
 * items. The items are shared evenly: where each takes equally long, all of
 * them together take as long as n / threads of them, rounded up. Has joined
 * every thread that it created when it returns.
 *
 * EINVAL for threads 0; ENOMEM when memory is out. Then no item is valued
 * and *sum is as it was. A thread that cannot be created is no reason to
 * fail: another thread does its part. Any thread may call it at any time. */
int parallel_sum(const int *items, size_t n, size_t threads, ps_value *value,
                 long long *sum);

#endif
