/* Divide and conquer: a new thread adds up the right half, this one the left
 * half, and each of them does the same again. Every struct is on the stack of
 * the thread that joins, so that no memory has to be allocated. */
#include "parallel_sum.h"

#include <errno.h>
#include <pthread.h>

struct part {
    const int *items;
    size_t n, threads; /* n >= threads */
    ps_value *value;
    long long sum;
};

static void *sum_part(void *p)
{
    struct part *all = p;

    all->sum = 0;
    if (all->threads <= 1) {
        for (size_t i = 0; i < all->n; i++)
            all->sum += all->value(all->items[i]);
        return NULL;
    }
    /* As many items for each thread, and the rest one by one to the first
     * threads; so the left half gets its share of both. */
    struct part left = *all, right = *all;
    size_t each = all->n / all->threads, rest = all->n % all->threads;
    pthread_t thread;

    left.threads = all->threads / 2;
    left.n = each * left.threads + (rest < left.threads ? rest : left.threads);
    right.threads = all->threads - left.threads;
    right.n = all->n - left.n;
    right.items = all->items + left.n;

    int error = pthread_create(&thread, NULL, sum_part, &right);
    sum_part(&left);
    if (error == 0)
        pthread_join(thread, NULL);
    else
        sum_part(&right);
    all->sum = left.sum + right.sum;
    return NULL;
}

int parallel_sum(const int *items, size_t n, size_t threads, ps_value *value,
                 long long *sum)
{
    if (threads == 0)
        return EINVAL;
    struct part all = {items, n, threads < n ? threads : n, value, 0};
    sum_part(&all);
    *sum = all.sum;
    return 0;
}
