/* Each part has n / threads items, rounded up, as long as there are any: the
 * last threads may get less, or nothing, which makes nobody later. */
#include "parallel_sum.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct part {
    const int *items;
    size_t n;
    ps_value *value;
    long long sum;
};

static void *sum_part(void *p)
{
    struct part *part = p;

    for (size_t i = 0; i < part->n; i++)
        part->sum += part->value(part->items[i]);
    return NULL;
}

int parallel_sum(const int *items, size_t n, size_t threads, ps_value *value,
                 long long *sum)
{
    if (threads == 0)
        return EINVAL;
    if (threads > n)
        threads = n;
    struct part *parts = calloc(threads + 1, sizeof *parts);
    pthread_t *ids = malloc((threads + 1) * sizeof *ids);
    size_t nparts = 0, created = 0, done = 0;
    long long total = 0;

    if (parts == NULL || ids == NULL) {
        free(parts);
        free(ids);
        return ENOMEM;
    }
    while (done < n) {
        size_t size = (n + threads - 1) / threads;
        if (size > n - done)
            size = n - done;
        parts[nparts++] = (struct part){items + done, size, value, 0};
        done += size;
    }
    while (created < nparts &&
           pthread_create(&ids[created], NULL, sum_part, &parts[created]) == 0)
        created++;
    for (size_t i = created; i < nparts; i++)
        sum_part(&parts[i]);
    for (size_t i = 0; i < created; i++)
        pthread_join(ids[i], NULL);
    for (size_t i = 0; i < nparts; i++)
        total += parts[i].sum;
    *sum = total;
    free(parts);
    free(ids);
    return 0;
}
