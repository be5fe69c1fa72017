#include "pool_sizing.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

/* 4 * (1 + 0.3 / 0.1) is a little more than 16 in binary: what is above a whole
 * number by no more than this is that number. */
static const double rounding = 1e-9;

int ps_workers(int cores, double utilisation, double wait, double compute)
{
    if (cores < 1 || !(utilisation > 0 && utilisation <= 1) || !(wait >= 0) ||
        !(compute > 0)) {
        errno = EINVAL;
        return -1;
    }
    /* A worker computes for compute / (wait + compute) of its time. */
    double n = ceil(cores * utilisation * (1 + wait / compute) - rounding);
    return n < 1 ? 1 : (int)n;
}

double ps_throughput(int workers, int cores, double wait, double compute)
{
    double by_workers = workers / (wait + compute);
    double by_cores = cores / compute;

    return by_workers < by_cores ? by_workers : by_cores;
}

int ps_queue_bound(double rate, double longest)
{
    double n = floor(rate * longest + rounding); /* L = lambda * W */

    return n < 1 ? 1 : (int)n;
}

struct run {
    ps_task task;
    void *arg;
    size_t tasks;
    pthread_mutex_t lock; /* guards next */
    size_t next;          /* how many calls are taken */
};

static void *work(void *arg)
{
    struct run *r = arg;

    for (;;) {
        pthread_mutex_lock(&r->lock);
        bool any = r->next < r->tasks;
        r->next += any;
        pthread_mutex_unlock(&r->lock);
        if (!any)
            return NULL;
        r->task(r->arg);
    }
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double ps_measure(size_t workers, size_t tasks, ps_task task, void *arg)
{
    struct run r = {.task = task, .arg = arg, .tasks = tasks};
    pthread_t *threads = calloc(workers, sizeof *threads);
    size_t n = 0;
    int error = 0;

    pthread_mutex_init(&r.lock, NULL);
    if (threads == NULL) {
        pthread_mutex_destroy(&r.lock);
        return -1;
    }
    double start = now();
    while (n < workers && error == 0) {
        error = pthread_create(&threads[n], NULL, work, &r);
        n += error == 0;
    }
    if (error != 0) /* those that run take no further call */
    {
        pthread_mutex_lock(&r.lock);
        r.next = tasks;
        pthread_mutex_unlock(&r.lock);
    }
    for (size_t i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    double seconds = now() - start;
    pthread_mutex_destroy(&r.lock);
    free(threads);
    if (error != 0) {
        errno = error;
        return -1;
    }
    return seconds;
}
