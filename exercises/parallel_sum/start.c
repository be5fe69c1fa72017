#include "parallel_sum.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

/* What one thread does: items[begin] up to, but not with, items[end]. */
struct part {
    size_t begin, end;
    /* ... */
};

/* What a new thread runs. */
static void *sum_part(void *p)
{
    struct part *part = p;

    (void)part;
    return NULL;
}

int parallel_sum(const int *items, size_t n, size_t threads, ps_value *value,
                 long long *sum)
{
    (void)items;
    (void)n;
    (void)threads;
    (void)value;
    (void)sum;
    (void)sum_part;
    /* Check the arguments, make the parts, create the threads, join them,
     * add up. */
    return ENOMEM;
}
