/* One total for all threads, atomic, and each thread adds to it once: with one
 * addition for each item the threads would wait for that variable all the time.
 * The calling thread does the last part itself. Part i begins at i * n /
 * threads in effect; multiplying first could overflow. */
#include "parallel_sum.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct work {
    const int *items;
    size_t n, threads;
    ps_value *value;
    atomic_llong total;
};

struct part {
    struct work *work;
    size_t number;
    pthread_t thread;
};

static size_t begin(const struct work *w, size_t number)
{
    size_t each = w->n / w->threads, more = w->n % w->threads;

    return each * number + (number < more ? number : more);
}

static void *run(void *p)
{
    const struct part *part = p;
    struct work *w = part->work;
    long long sum = 0;

    for (size_t i = begin(w, part->number); i < begin(w, part->number + 1); i++)
        sum += w->value(w->items[i]);
    /* Relaxed: the join orders it. */
    atomic_fetch_add_explicit(&w->total, sum, memory_order_relaxed);
    return NULL;
}

int parallel_sum(const int *items, size_t n, size_t threads, ps_value *value,
                 long long *sum)
{
    if (threads == 0)
        return EINVAL;
    if (threads > n)
        threads = n;
    struct work w = {
        .items = items, .n = n, .threads = threads, .value = value};
    struct part *parts = malloc((threads + 1) * sizeof *parts);
    size_t created = 0;

    if (parts == NULL)
        return ENOMEM;
    for (size_t i = 0; i < threads; i++)
        parts[i] = (struct part){.work = &w, .number = i};
    /* Parts 0 to created - 1 have a thread; the rest is done here. */
    while (created + 1 < threads && pthread_create(&parts[created].thread, NULL,
                                                   run, &parts[created]) == 0)
        created++;
    for (size_t i = created; i < threads; i++)
        run(&parts[i]);
    for (size_t i = 0; i < created; i++)
        pthread_join(parts[i].thread, NULL);
    *sum = atomic_load_explicit(&w.total, memory_order_relaxed);
    free(parts);
    return 0;
}
