/* With the threads and locks of C11. */
#include "thread_pool.h"

#include <errno.h>
#include <stdlib.h>
#include <threads.h>

struct job {
    pool_task task;
    void *arg;
};

struct thread_pool {
    thrd_t *threads;
    size_t nthreads;
    size_t capacity;

    mtx_t lock;
    cnd_t not_empty, not_full, idle;

    struct job *queue;
    size_t head;
    size_t queued;
    size_t running;
    bool closed;
    bool joining;
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
}

static int worker(void *arg)
{
    thread_pool *pool = arg;

    mtx_lock(&pool->lock);
    for (;;) {
        while (pool->queued == 0 && !pool->closed)
            cnd_wait(&pool->not_empty, &pool->lock);

        if (pool->queued == 0)
            break;
        struct job job = take(pool);
        mtx_unlock(&pool->lock);
        cnd_signal(&pool->not_full);
        job.task(job.arg);
        mtx_lock(&pool->lock);

        pool->running--;

        if (pool->queued == 0 && pool->running == 0)
            cnd_broadcast(&pool->idle);
    }
    mtx_unlock(&pool->lock);
    return 0;
}

static void release(thread_pool *pool)
{
    mtx_destroy(&pool->lock);
    cnd_destroy(&pool->not_empty);
    cnd_destroy(&pool->not_full);
    cnd_destroy(&pool->idle);
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
    mtx_init(&pool->lock, mtx_plain);
    cnd_init(&pool->not_empty);
    cnd_init(&pool->not_full);
    cnd_init(&pool->idle);
    pool->capacity = capacity;
    pool->queue = calloc(capacity, sizeof *pool->queue);
    pool->threads = calloc(workers, sizeof *pool->threads);
    if (pool->queue == NULL || pool->threads == NULL) {
        release(pool);
        errno = ENOMEM;
        return NULL;
    }
    while (pool->nthreads < workers) {
        if (thrd_create(&pool->threads[pool->nthreads], worker, pool) !=
            thrd_success) {
            pool_destroy(pool);
            errno = EAGAIN; /* thrd_create does not say why */
            return NULL;
        }
        pool->nthreads++;
    }
    return pool;
}

bool pool_submit(thread_pool *pool, pool_task task, void *arg)
{
    mtx_lock(&pool->lock);
    while (pool->queued == pool->capacity && !pool->closed)
        cnd_wait(&pool->not_full, &pool->lock);
    bool accepted = !pool->closed;
    if (accepted)
        put(pool, task, arg);
    mtx_unlock(&pool->lock);
    if (accepted)
        cnd_signal(&pool->not_empty);
    return accepted;
}

bool pool_try_submit(thread_pool *pool, pool_task task, void *arg)
{
    mtx_lock(&pool->lock);
    bool accepted = !pool->closed && pool->queued < pool->capacity;
    if (accepted)
        put(pool, task, arg);
    mtx_unlock(&pool->lock);
    if (accepted)
        cnd_signal(&pool->not_empty);
    return accepted;
}

void pool_wait(thread_pool *pool)
{
    mtx_lock(&pool->lock);

    while (pool->queued > 0 || pool->running > 0)
        cnd_wait(&pool->idle, &pool->lock);
    mtx_unlock(&pool->lock);
}

void pool_shutdown(thread_pool *pool)
{
    mtx_lock(&pool->lock);
    pool->closed = true;
    bool join = !pool->joining;
    pool->joining = true;

    mtx_unlock(&pool->lock);
    cnd_broadcast(&pool->not_empty);
    cnd_broadcast(&pool->not_full);

    for (size_t i = 0; join && i < pool->nthreads; i++)
        thrd_join(pool->threads[i], NULL);
}

void pool_destroy(thread_pool *pool)
{
    if (pool == NULL)
        return;
    pool_shutdown(pool);
    release(pool);
}
