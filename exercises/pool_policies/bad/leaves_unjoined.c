// expect: leak
/* A worker that ends by time-out is never joined. */
#include "pool_policies.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct job {
    pp_task task;
    void *arg;
};

struct policy_pool {
    struct pp_options options; /* never changes once workers run */

    pthread_mutex_t lock;
    pthread_cond_t not_empty, quiet;

    /* lock must be held when using these: */
    struct job *queue; /* a ring of options.capacity jobs */
    size_t head;       /* where the oldest stands */
    size_t queued;
    size_t running; /* taken by a worker, and not finished */
    size_t workers; /* started or being started, and not leaving */
    bool closed;
    bool left; /* the thread that left last is not joined yet: */
    pthread_t last;
};

/* What a worker is started with. A core worker has no first job. */
struct start {
    policy_pool *pool;
    struct job first;
};

static struct timespec deadline(unsigned ms)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += ms % 1000 * 1000000L;
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    return t;
}

static struct job take(policy_pool *pool)
{
    struct job job = pool->queue[pool->head];

    pool->head = (pool->head + 1) % pool->options.capacity;
    pool->queued--;
    return job;
}

static void put(policy_pool *pool, struct job job)
{
    size_t tail = (pool->head + pool->queued) % pool->options.capacity;

    pool->queue[tail] = job;
    pool->queued++;
    pthread_cond_signal(&pool->not_empty);
}

/* With the lock held; runs a job that is counted in `running` without it. */
static void run(policy_pool *pool, struct job job)
{
    pthread_mutex_unlock(&pool->lock);
    job.task(job.arg);
    pthread_mutex_lock(&pool->lock);
    pool->running--;
    if (pool->queued == 0 && pool->running == 0)
        pthread_cond_broadcast(&pool->quiet);
}

/* With the lock held: sleeps until there is a task, and says whether there is.
 * Otherwise the worker is to leave. */
static bool wait_for_task(policy_pool *pool)
{
    struct timespec until = deadline(pool->options.idle_ms);
    bool surplus = pool->options.most > pool->options.core;
    bool late = false;

    /* What has become true meanwhile is looked at again, with the lock held: a
     * task that came at the last moment is run, and of two workers whose time
     * is up only one ends if there is one too many. */
    while (pool->queued == 0 && !pool->closed) {
        if (late && pool->workers > pool->options.core)
            return false;
        /* Late, but not one too many: it can become that only when another
         * worker is started, and that happens when the queue is full. So there
         * is something to be woken for first. */
        if (late || !surplus)
            pthread_cond_wait(&pool->not_empty, &pool->lock);
        else
            late = pthread_cond_timedwait(&pool->not_empty, &pool->lock,
                                          &until) == ETIMEDOUT;
    }
    return pool->queued > 0;
}

static void *worker(void *arg)
{
    struct start start = *(struct start *)arg;
    policy_pool *pool = start.pool;

    free(arg);
    pthread_mutex_lock(&pool->lock);
    if (start.first.task != NULL)
        run(pool, start.first);
    while (wait_for_task(pool)) {
        struct job job = take(pool);
        pool->running++;
        run(pool, job);
    }
    pool->workers--;
    if (pool->workers == 0)
        pthread_cond_broadcast(&pool->quiet);
    bool left = false;
    pthread_t before = pool->last;
    pool->left = true;
    pool->last = pthread_self();
    pthread_mutex_unlock(&pool->lock);
    /* Without the lock: it may still need it to end. */
    if (left)
        pthread_join(before, NULL);
    return NULL;
}

/* With the lock held. The error, or 0. */
static int start_worker(policy_pool *pool, struct job first)
{
    struct start *start = malloc(sizeof *start);
    pthread_t thread;

    if (start == NULL)
        return ENOMEM;
    *start = (struct start){pool, first};
    int why = pthread_create(&thread, NULL, worker, start);
    if (why != 0) {
        free(start);
        return why;
    }
    /* The worker has counted nothing yet: it waits for the lock. */
    pool->workers++;
    pool->running += first.task != NULL;
    return 0;
}

static void release(policy_pool *pool)
{
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->not_empty);
    pthread_cond_destroy(&pool->quiet);
    free(pool->queue);
    free(pool);
}

policy_pool *pp_create(const struct pp_options *options)
{
    if (options->core == 0 || options->capacity == 0 || options->idle_ms == 0 ||
        options->most < options->core) {
        errno = EINVAL;
        return NULL;
    }
    policy_pool *pool = calloc(1, sizeof *pool);
    if (pool == NULL)
        return NULL;
    pool->options = *options;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->not_empty, NULL);
    pthread_cond_init(&pool->quiet, NULL);
    pool->queue = calloc(options->capacity, sizeof *pool->queue);
    if (pool->queue == NULL) {
        release(pool);
        errno = ENOMEM;
        return NULL;
    }
    int why = 0;
    pthread_mutex_lock(&pool->lock);
    while (why == 0 && pool->workers < options->core)
        why = start_worker(pool, (struct job){NULL, NULL});
    pthread_mutex_unlock(&pool->lock);
    if (why != 0) {
        pp_destroy(pool); /* joins those that did start */
        errno = why;
        return NULL;
    }
    return pool;
}

bool pp_submit(policy_pool *pool, pp_task task, void *arg)
{
    struct job job = {task, arg};
    bool accepted = true, run_here = false;

    /* Looking for room, for a place among the workers and acting on it are one
     * critical section: two submitters must not both find the last place. */
    pthread_mutex_lock(&pool->lock);
    if (pool->closed) {
        accepted = false;
    } else if (pool->queued < pool->options.capacity) {
        put(pool, job);
    } else if (pool->workers >= pool->options.most ||
               start_worker(pool, job) != 0) {
        switch (pool->options.policy) {
        case PP_ABORT:
            accepted = false;
            break;
        case PP_CALLER_RUNS:
            run_here = true;
            break;
        case PP_DISCARD:
            break;
        case PP_DISCARD_OLDEST:
            take(pool);
            put(pool, job);
            break;
        }
    }
    pthread_mutex_unlock(&pool->lock);
    /* Without the lock, as any task. */
    if (run_here)
        task(arg);
    return accepted;
}

size_t pp_workers(policy_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    size_t workers = pool->workers;
    pthread_mutex_unlock(&pool->lock);
    return workers;
}

void pp_wait(policy_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->queued > 0 || pool->running > 0)
        pthread_cond_wait(&pool->quiet, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

void pp_shutdown(policy_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->closed = true;
    pthread_cond_broadcast(&pool->not_empty);
    while (pool->workers > 0)
        pthread_cond_wait(&pool->quiet, &pool->lock);
    bool left = pool->left;
    pthread_t last = pool->last;
    pool->left = false;
    pthread_mutex_unlock(&pool->lock);
    if (left)
        pthread_join(last, NULL); /* and that one has joined the others */
}

void pp_destroy(policy_pool *pool)
{
    if (pool == NULL)
        return;
    pp_shutdown(pool);
    release(pool);
}
