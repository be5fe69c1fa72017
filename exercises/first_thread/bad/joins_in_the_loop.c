// expect: assertion
/* Correct results, but each thread has ended before the next one begins. */
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
    int error = 0;

    if (n > FT_MAX)
        return EINVAL;
    for (size_t i = 0; i < n && error == 0; i++)
        error = ft_run(work, (long)i, &results[i]);
    return error;
}
