/* The structs come from malloc: each thread owns one, and hands it over to the
 * thread that joins it, which frees it. */
#include "first_thread.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct job {
    ft_work *work;
    long number; /* first the argument, then the result */
};

static void *run_job(void *p)
{
    struct job *job = p;

    job->number = job->work(job->number);
    return job;
}

static int start(pthread_t *thread, ft_work *work, long arg)
{
    struct job *job = malloc(sizeof *job);

    if (job == NULL)
        return ENOMEM;
    job->work = work;
    job->number = arg;
    int error = pthread_create(thread, NULL, run_job, job);
    if (error != 0)
        free(job); /* no thread will ever hand it over */
    return error;
}

static void finish(pthread_t thread, long *result)
{
    void *p = NULL;

    pthread_join(thread, &p);
    struct job *job = p;
    *result = job->number;
    free(job);
}

int ft_run(ft_work *work, long arg, long *result)
{
    pthread_t thread;
    int error = start(&thread, work, arg);

    if (error == 0)
        finish(thread, result);
    return error;
}

int ft_run_each(ft_work *work, size_t n, long results[])
{
    pthread_t threads[FT_MAX];
    int error = 0;

    if (n > FT_MAX)
        return EINVAL;
    size_t i = 0;
    while (i < n && (error = start(&threads[i], work, (long)i)) == 0)
        i++;
    for (size_t k = 0; k < i; k++)
        finish(threads[k], &results[k]);
    return error;
}
