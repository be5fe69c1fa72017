// expect: data-race
/* One array of parts for the whole program: two callers use the same one. */
#include "parallel_sum.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct part {
    const int *items;
    size_t n;
    ps_value *value;
    long long sum;
    pthread_t thread;
    bool has_thread;
};

static void *sum_part(void *p)
{
    struct part *part = p;
    long long sum = 0;

    for (size_t i = 0; i < part->n; i++)
        sum += part->value(part->items[i]);
    part->sum = sum;
    return NULL;
}

int parallel_sum(const int *items, size_t n, size_t threads, ps_value *value,
                 long long *sum)
{
    if (threads == 0)
        return EINVAL;
    if (n == 0) {
        *sum = 0;
        return 0;
    }
    if (threads > n)
        threads = n;
    static struct part parts[1000];

    if (threads > 1000)
        threads = 1000;
    for (size_t i = 0; i < threads; i++) {
        parts[i].items = items;
        parts[i].n = n / threads + (i < n % threads);
        parts[i].value = value;
        items += parts[i].n;
    }
    for (size_t i = 0; i < threads; i++)
        parts[i].has_thread =
            pthread_create(&parts[i].thread, NULL, sum_part, &parts[i]) == 0;
    for (size_t i = 0; i < threads; i++) {
        if (!parts[i].has_thread)
            sum_part(&parts[i]);
    }
    *sum = 0;
    for (size_t i = 0; i < threads; i++) {
        if (parts[i].has_thread)
            pthread_join(parts[i].thread, NULL);
        *sum += parts[i].sum;
    }
    return 0;
}
