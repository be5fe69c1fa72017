/* No parts: each thread takes the next item that nobody has taken. Good where
 * some items take longer than others. A thread that cannot be created is not
 * even missed; the calling thread takes items, too. */
#include "parallel_sum.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct work {
    const int *items;
    size_t n;
    ps_value *value;
    atomic_size_t next;
};

struct helper {
    struct work *work;
    long long sum;
    pthread_t thread;
};

static long long take_items(struct work *w)
{
    long long sum = 0;
    size_t i;

    /* Relaxed: only that each number is given out once matters. */
    while ((i = atomic_fetch_add_explicit(&w->next, 1, memory_order_relaxed)) <
           w->n)
        sum += w->value(w->items[i]);
    return sum;
}

static void *help(void *p)
{
    struct helper *helper = p;

    helper->sum = take_items(helper->work);
    return NULL;
}

int parallel_sum(const int *items, size_t n, size_t threads, ps_value *value,
                 long long *sum)
{
    if (threads == 0)
        return EINVAL;
    struct work w = {.items = items, .n = n, .value = value};
    size_t helpers = 0, wanted = (threads < n ? threads : n);
    struct helper *h = calloc(wanted + 1, sizeof *h);

    if (h == NULL)
        return ENOMEM;
    while (helpers + 1 < wanted) {
        h[helpers].work = &w;
        if (pthread_create(&h[helpers].thread, NULL, help, &h[helpers]) != 0)
            break;
        helpers++;
    }
    long long total = take_items(&w);
    while (helpers > 0) {
        helpers--;
        pthread_join(h[helpers].thread, NULL);
        total += h[helpers].sum;
    }
    free(h);
    *sum = total;
    return 0;
}
