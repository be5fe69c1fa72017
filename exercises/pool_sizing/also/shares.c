#include "pool_sizing.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
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

/* Each worker knows its share beforehand. That is as good where all tasks take
 * equally long. */
struct share {
    pthread_t thread;
    ps_task task;
    void *arg;
    size_t calls;
};

static void *work(void *arg)
{
    struct share *s = arg;

    for (size_t i = 0; i < s->calls; i++)
        s->task(s->arg);
    return NULL;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double ps_measure(size_t workers, size_t tasks, ps_task task, void *arg)
{
    struct share *shares = calloc(workers, sizeof *shares);
    size_t n = 0;
    int error = 0;

    if (shares == NULL)
        return -1;
    double start = now();
    for (; n < workers; n++) {
        shares[n].task = task;
        shares[n].arg = arg;
        shares[n].calls = tasks / workers + (n < tasks % workers);
        error = pthread_create(&shares[n].thread, NULL, work, &shares[n]);
        if (error != 0)
            break;
    }
    for (size_t i = 0; i < n; i++)
        pthread_join(shares[i].thread, NULL);
    double seconds = now() - start;
    free(shares);
    if (error != 0) {
        errno = error;
        return -1;
    }
    return seconds;
}
