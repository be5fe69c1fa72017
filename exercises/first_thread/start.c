#include "first_thread.h"

#include <errno.h>
#include <pthread.h>

/* What one thread has to know, and what it leaves for whoever joins it. */
struct job {
    ft_work *work;
    /* ... */
};

/* What a new thread runs. */
static void *run_job(void *p)
{
    struct job *job = p;

    (void)job;
    /* Call the work, and keep its result where ft_run finds it. */
    return NULL;
}

int ft_run(ft_work *work, long arg, long *result)
{
    (void)work;
    (void)arg;
    (void)result;
    (void)run_job;
    /* Create a thread that runs run_job, join it, hand on the result. */
    return EAGAIN;
}

int ft_run_each(ft_work *work, size_t n, long results[])
{
    (void)work;
    (void)n;
    (void)results;
    return EAGAIN;
}
