// expect: data-race
/* The thread gets the address of the loop variable. */
#include "first_thread.h"

#include <errno.h>
#include <pthread.h>

struct job {
    ft_work *work;
    long arg;
    long result;
};

static void *run_job(void *p)
{
    struct job *job = p;

    job->result = job->work(job->arg);
    return NULL;
}

static ft_work *each_work;
static long *each_results;

static void *run_number(void *p)
{
    size_t i = *(const size_t *)p;

    each_results[i] = each_work((long)i);
    return NULL;
}

int ft_run(ft_work *work, long arg, long *result)
{
    struct job job = {.work = work, .arg = arg};
    pthread_t thread;
    int error = pthread_create(&thread, NULL, run_job, &job);

    if (error != 0)
        return error;
    pthread_join(thread, NULL);
    *result = job.result;
    return 0;
}

int ft_run_each(ft_work *work, size_t n, long results[])
{
    pthread_t threads[FT_MAX];
    int error = 0;
    size_t i;

    if (n > FT_MAX)
        return EINVAL;
    each_work = work;
    each_results = results;
    for (i = 0; i < n && error == 0; i++)
        error = pthread_create(&threads[i], NULL, run_number, &i);
    if (error != 0)
        i--; /* the last one is not there */
    while (i > 0)
        pthread_join(threads[--i], NULL);
    return error;
}
