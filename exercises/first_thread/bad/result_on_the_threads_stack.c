// expect: assertion
/* The thread returns the address of a variable that ends with it. */
#include "first_thread.h"

#include <errno.h>
#include <pthread.h>

struct job {
    ft_work *work;
    long arg;
};

static void *run_job(void *p)
{
    struct job *job = p;

    long result = job->work(job->arg);
    long *address = &result;

    return address;
}

int ft_run(ft_work *work, long arg, long *result)
{
    struct job job = {.work = work, .arg = arg};
    pthread_t thread;
    int error = pthread_create(&thread, NULL, run_job, &job);

    if (error != 0)
        return error;
    void *address;

    pthread_join(thread, &address);
    *result = *(long *)address;
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
        void *address;

        pthread_join(threads[i], &address);
        results[i] = *(long *)address;
    }
    return error;
}
