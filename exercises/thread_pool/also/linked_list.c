/* A linked list instead of a ring, and one condition variable for everything,
 * always broadcast: simpler to get right, at the price of waking threads that
 * go back to sleep. Tasks not yet finished are counted in one number. */
#include "thread_pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct node {
    struct node *next;
    pool_task task;
    void *arg;
};

struct thread_pool {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct node *first, **end;
    size_t waiting, unfinished, capacity, nthreads;
    bool closed, joined;
    pthread_t threads[];
};

static void *worker(void *arg)
{
    thread_pool *pool = arg;

    pthread_mutex_lock(&pool->lock);
    while (true) {
        struct node *node = pool->first;
        if (node == NULL && pool->closed)
            break;
        if (node == NULL) {
            pthread_cond_wait(&pool->changed, &pool->lock);
            continue;
        }
        pool->first = node->next;
        if (pool->first == NULL)
            pool->end = &pool->first;
        pool->waiting--;
        pthread_cond_broadcast(&pool->changed);
        pthread_mutex_unlock(&pool->lock);
        node->task(node->arg);
        free(node);
        pthread_mutex_lock(&pool->lock);
        pool->unfinished--;
        pthread_cond_broadcast(&pool->changed);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

thread_pool *pool_create(size_t workers, size_t capacity)
{
    if (workers == 0 || capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    thread_pool *pool =
        calloc(1, sizeof *pool + workers * sizeof pool->threads[0]);
    if (pool == NULL)
        return NULL;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->changed, NULL);
    pool->end = &pool->first;
    pool->capacity = capacity;
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

static bool submit(thread_pool *pool, pool_task task, void *arg, bool sleep)
{
    struct node *node = malloc(sizeof *node);
    bool accepted = false;

    if (node == NULL)
        return false;
    *node = (struct node){NULL, task, arg};
    pthread_mutex_lock(&pool->lock);
    while (sleep && !pool->closed && pool->waiting == pool->capacity)
        pthread_cond_wait(&pool->changed, &pool->lock);
    if (!pool->closed && pool->waiting < pool->capacity) {
        *pool->end = node;
        pool->end = &node->next;
        pool->waiting++;
        pool->unfinished++;
        accepted = true;
        pthread_cond_broadcast(&pool->changed);
    }
    pthread_mutex_unlock(&pool->lock);
    if (!accepted)
        free(node);
    return accepted;
}

bool pool_submit(thread_pool *pool, pool_task task, void *arg)
{
    return submit(pool, task, arg, true);
}

bool pool_try_submit(thread_pool *pool, pool_task task, void *arg)
{
    return submit(pool, task, arg, false);
}

void pool_wait(thread_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->unfinished > 0)
        pthread_cond_wait(&pool->changed, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

void pool_shutdown(thread_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->closed = true;
    bool first = !pool->joined;
    pool->joined = true;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    if (!first)
        return;
    for (size_t i = 0; i < pool->nthreads; i++)
        pthread_join(pool->threads[i], NULL);
}

void pool_destroy(thread_pool *pool)
{
    if (pool == NULL)
        return;
    pool_shutdown(pool);
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->changed);
    free(pool);
}
