// expect: forbidden
/* Waits a while, in place of knowing when the threads have ended. */
#include "pool_sizing.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
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
    atomic_size_t next; /* how many calls are taken */
};

static void *work(void *arg)
{
    struct run *r = arg;

    /* Only the number must not be drawn twice; nothing is handed over by it. */
    while (atomic_fetch_add_explicit(&r->next, 1, memory_order_relaxed) <
           r->tasks)
        r->task(r->arg);
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
    struct run r = {.task = task, .arg = arg, .tasks = tasks};
    pthread_t *threads = calloc(workers, sizeof *threads);
    size_t n = 0;
    int error = 0;

    if (threads == NULL)
        return -1;
    double start = now();
    while (n < workers && error == 0) {
        error = pthread_create(&threads[n], NULL, work, &r);
        n += error == 0;
    }
    if (error != 0) /* those that run take no further call */
        atomic_store(&r.next, tasks);
    for (size_t i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    nanosleep(&(struct timespec){.tv_nsec = 1000}, NULL);
    double seconds = now() - start;
    free(threads);
    if (error != 0) {
        errno = error;
        return -1;
    }
    return seconds;
}
