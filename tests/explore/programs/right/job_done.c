// expect: none
// why: The worker signals under the mutex, so the waiter frees the job later.
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct job {
    pthread_mutex_t mutex;
    pthread_cond_t finished;
    bool done;
};

static void *worker(void *arg)
{
    struct job *job = arg;

    pthread_mutex_lock(&job->mutex);
    job->done = true;
    /* Before the unlock, which is this thread's last access to the job. */
    pthread_cond_signal(&job->finished);
    pthread_mutex_unlock(&job->mutex);
    return NULL;
}

int main(void)
{
    pthread_t id;
    struct job *job = malloc(sizeof *job);

    /* Set up statically, so that free() alone ends their life. */
    *job = (struct job){PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER,
                        false};
    pthread_create(&id, NULL, worker, job);
    pthread_mutex_lock(&job->mutex);
    while (!job->done)
        pthread_cond_wait(&job->finished, &job->mutex);
    pthread_mutex_unlock(&job->mutex);
    free(job);
    pthread_join(id, NULL);
    return 0;
}
