// expect: misuse
/* A second pool_shutdown joins the workers again. */
#include "thread_pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct job {
    pool_task task;
    void *arg;
};

struct thread_pool {
    pthread_t *threads;
    size_t nthreads;
    size_t capacity;

    pthread_mutex_t lock;
    pthread_cond_t not_empty, not_full, idle;

    struct job *queue;
    size_t head;
    size_t queued;
    size_t running;
    bool closed;
};

static struct job take(thread_pool *pool)
{
    struct job job = pool->queue[pool->head];

    pool->head = (pool->head + 1) % pool->capacity;
    pool->queued--;
    pool->running++;
    return job;
}

static void put(thread_pool *pool, pool_task task, void *arg)
{
    size_t tail = (pool->head + pool->queued) % pool->capacity;

    pool->queue[tail] = (struct job){task, arg};
    pool->queued++;

    pthread_cond_signal(&pool->not_empty);
}

static void *worker(void *arg)
{
    thread_pool *pool = arg;

    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (pool->queued == 0 && !pool->closed)
            pthread_cond_wait(&pool->not_empty, &pool->lock);

        if (pool->queued == 0)
            break;
        struct job job = take(pool);
        pthread_cond_signal(&pool->not_full);

        pthread_mutex_unlock(&pool->lock);
        job.task(job.arg);
        pthread_mutex_lock(&pool->lock);

        pool->running--;

        if (pool->queued == 0 && pool->running == 0)
            pthread_cond_broadcast(&pool->idle);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

static void release(thread_pool *pool)
{
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->not_empty);
    pthread_cond_destroy(&pool->not_full);
    pthread_cond_destroy(&pool->idle);
    free(pool->queue);
    free(pool->threads);
    free(pool);
}

thread_pool *pool_create(size_t workers, size_t capacity)
{
    if (workers == 0 || capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    thread_pool *pool = calloc(1, sizeof *pool);
    if (pool == NULL)
        return NULL;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->not_empty, NULL);
    pthread_cond_init(&pool->not_full, NULL);
    pthread_cond_init(&pool->idle, NULL);
    pool->capacity = capacity;
    pool->queue = calloc(capacity, sizeof *pool->queue);
    pool->threads = calloc(workers, sizeof *pool->threads);
    if (pool->queue == NULL || pool->threads == NULL) {
        release(pool);
        errno = ENOMEM;
        return NULL;
    }
    while (pool->nthreads < workers) {
        int why =
            pthread_create(&pool->threads[pool->nthreads], NULL, worker, pool);
        if (why != 0) {
            pool_destroy(pool);
            errno = why;
            return NULL;
        }
        pool->nthreads++;
    }
    return pool;
}

bool pool_submit(thread_pool *pool, pool_task task, void *arg)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->queued == pool->capacity && !pool->closed)
        pthread_cond_wait(&pool->not_full, &pool->lock);
    bool accepted = !pool->closed;
    if (accepted)
        put(pool, task, arg);
    pthread_mutex_unlock(&pool->lock);
    return accepted;
}

bool pool_try_submit(thread_pool *pool, pool_task task, void *arg)
{
    pthread_mutex_lock(&pool->lock);
    bool accepted = !pool->closed && pool->queued < pool->capacity;
    if (accepted)
        put(pool, task, arg);
    pthread_mutex_unlock(&pool->lock);
    return accepted;
}

void pool_wait(thread_pool *pool)
{
    pthread_mutex_lock(&pool->lock);

    while (pool->queued > 0 || pool->running > 0)
        pthread_cond_wait(&pool->idle, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

void pool_shutdown(thread_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->closed = true;

    pthread_cond_broadcast(&pool->not_empty);
    pthread_cond_broadcast(&pool->not_full);
    pthread_mutex_unlock(&pool->lock);

    for (size_t i = 0; i < pool->nthreads; i++)
        pthread_join(pool->threads[i], NULL);
}

void pool_destroy(thread_pool *pool)
{
    if (pool == NULL)
        return;
    pool_shutdown(pool);
    release(pool);
}
