/* Each thread writes its result where the caller wants it: nobody else uses
 * that element before the join. The last one to end is joined first. */
#include "first_thread.h"

#include <errno.h>
#include <pthread.h>

struct job {
    ft_work *work;
    long arg;
    long *result;
    pthread_t thread;
};

static void *run_job(void *p)
{
    struct job *job = p;

    *job->result = job->work(job->arg);
    pthread_exit(NULL);
}

static int start(struct job *job)
{
    return pthread_create(&job->thread, NULL, run_job, job);
}

int ft_run(ft_work *work, long arg, long *result)
{
    struct job job = {work, arg, result, 0};
    int error = start(&job);

    if (error == 0)
        pthread_join(job.thread, NULL);
    return error;
}

int ft_run_each(ft_work *work, size_t n, long results[])
{
    struct job jobs[FT_MAX];
    int error = 0;
    size_t i;

    if (n > FT_MAX)
        return EINVAL;
    for (i = 0; i < n; i++) {
        jobs[i] = (struct job){work, (long)i, &results[i], 0};
        error = start(&jobs[i]);
        if (error != 0)
            break;
    }
    while (i > 0)
        pthread_join(jobs[--i].thread, NULL);
    return error;
}
