/* The queue guarded by a mutex and counted by two semaphores: `room` for free
 * places, `ready` for queued tasks. Closing gives each worker and each sleeping
 * submitter one extra count, so that nobody sleeps through it. */
#include "thread_pool.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

struct thread_pool {
    pthread_mutex_t lock;
    pthread_cond_t idle;
    sem_t room, ready;
    pool_task *tasks;
    void **args;
    size_t head, queued, unfinished, capacity;
    size_t submitting; /* inside pool_submit, perhaps asleep */
    bool closed, joining;
    size_t nthreads;
    pthread_t *threads;
};

static void take(sem_t *sem)
{
    while (sem_wait(sem) != 0) /* EINTR */
        ;
}

static void *worker(void *arg)
{
    thread_pool *pool = arg;

    for (;;) {
        take(&pool->ready);
        pthread_mutex_lock(&pool->lock);
        if (pool->queued == 0) { /* closed, and nothing left */
            pthread_mutex_unlock(&pool->lock);
            return NULL;
        }
        pool_task task = pool->tasks[pool->head];
        void *task_arg = pool->args[pool->head];
        pool->head = (pool->head + 1) % pool->capacity;
        pool->queued--;
        pthread_mutex_unlock(&pool->lock);
        sem_post(&pool->room);
        task(task_arg);
        pthread_mutex_lock(&pool->lock);
        if (--pool->unfinished == 0)
            pthread_cond_broadcast(&pool->idle);
        pthread_mutex_unlock(&pool->lock);
    }
}

static void release(thread_pool *pool)
{
    sem_destroy(&pool->room);
    sem_destroy(&pool->ready);
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->idle);
    free(pool->tasks);
    free(pool->args);
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
    pool->capacity = capacity;
    pool->tasks = calloc(capacity, sizeof *pool->tasks);
    pool->args = calloc(capacity, sizeof *pool->args);
    pool->threads = calloc(workers, sizeof *pool->threads);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->idle, NULL);
    sem_init(&pool->room, 0, (unsigned)capacity);
    sem_init(&pool->ready, 0, 0);
    if (!pool->tasks || !pool->args || !pool->threads) {
        release(pool);
        errno = ENOMEM;
        return NULL;
    }
    for (size_t i = 0; i < workers; i++) {
        int why = pthread_create(&pool->threads[i], NULL, worker, pool);
        if (why != 0) {
            pool_destroy(pool);
            errno = why;
            return NULL;
        }
        pool->nthreads++;
    }
    return pool;
}

/* A place is held; puts the task there unless the pool has closed. */
static bool put(thread_pool *pool, pool_task task, void *arg)
{
    pthread_mutex_lock(&pool->lock);
    bool accepted = !pool->closed;
    if (accepted) {
        size_t tail = (pool->head + pool->queued) % pool->capacity;
        pool->tasks[tail] = task;
        pool->args[tail] = arg;
        pool->queued++;
        pool->unfinished++;
    }
    pthread_mutex_unlock(&pool->lock);
    sem_post(accepted ? &pool->ready : &pool->room);
    return accepted;
}

bool pool_submit(thread_pool *pool, pool_task task, void *arg)
{
    pthread_mutex_lock(&pool->lock);
    bool closed = pool->closed;
    pool->submitting += !closed;
    pthread_mutex_unlock(&pool->lock);
    if (closed)
        return false;
    take(&pool->room);
    bool accepted = put(pool, task, arg);
    pthread_mutex_lock(&pool->lock);
    pool->submitting--;
    pthread_mutex_unlock(&pool->lock);
    return accepted;
}

bool pool_try_submit(thread_pool *pool, pool_task task, void *arg)
{
    return sem_trywait(&pool->room) == 0 && put(pool, task, arg);
}

void pool_wait(thread_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->unfinished > 0)
        pthread_cond_wait(&pool->idle, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

void pool_shutdown(thread_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->closed = true;
    bool join = !pool->joining;
    pool->joining = true;
    size_t sleepers = pool->submitting;
    pthread_mutex_unlock(&pool->lock);
    if (!join)
        return;
    for (size_t i = 0; i < sleepers; i++)
        sem_post(&pool->room);
    for (size_t i = 0; i < pool->nthreads; i++)
        sem_post(&pool->ready);
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
