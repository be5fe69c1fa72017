// expect: test
/* The result goes through an int. */
#include "first_thread.h"

#include <errno.h>
#include <pthread.h>

struct job {
    ft_work *work;
    long arg;
    int result;
};

static void *run_job(void *p)
{
    struct job *job = p;

    job->result = (int)job->work(job->arg);
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
    struct job jobs[FT_MAX];
    pthread_t threads[FT_MAX];
    size_t created = 0;
    int error = 0;

    if (n > FT_MAX)
        return EINVAL;
    while (created < n && error == 0) {
        jobs[created] = (struct job){.work = work, .arg = (long)created};
        error =
            pthread_create(&threads[created], NULL, run_job, &jobs[created]);
        if (error == 0)
            created++;
    }
    for (size_t i = 0; i < created; i++) {
        pthread_join(threads[i], NULL);
        results[i] = jobs[i].result;
    }
    return error;
}
