// expect: deadlock
/* Looks for sleepers first and pushes then. */
#include "ws_pool.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

struct job {
    ws_task task;
    void *arg;
    struct job *next;
};

struct worker {
    _Alignas(64) struct ws_deque deque;
    ws_pool *pool;
    pthread_t thread;
    sem_t wake;
    struct worker *next;
};

struct ws_pool {
    struct worker *workers;
    size_t nworkers;

    size_t started;

    atomic_size_t unfinished;

    atomic_size_t sleepers;

    pthread_mutex_t lock;
    pthread_cond_t idle;

    struct job *first, *last;
    struct worker *asleep;
    bool closing;
};

static _Thread_local struct worker *self;

static bool over(ws_pool *pool)
{
    return pool->closing && atomic_load(&pool->unfinished) == 0;
}

static struct job *take_injected(ws_pool *pool)
{
    struct job *job = pool->first;

    if (job != NULL)
        pool->first = job->next;
    return job;
}

static bool all_deques_empty(ws_pool *pool)
{
    for (size_t i = 0; i < pool->nworkers; i++) {
        if (!ws_deque_is_empty(&pool->workers[i].deque))
            return false;
    }
    return true;
}

static struct job *find(struct worker *w)
{
    ws_pool *pool = w->pool;
    size_t me = (size_t)(w - pool->workers);
    struct job *job = ws_deque_pop(&w->deque);

    for (size_t i = 1; job == NULL && i < pool->nworkers; i++)
        job = ws_deque_steal(&pool->workers[(me + i) % pool->nworkers].deque);
    return job;
}

static void wake_one(ws_pool *pool)
{
    struct worker *w = pool->asleep;

    if (w == NULL)
        return;
    pool->asleep = w->next;
    atomic_fetch_sub(&pool->sleepers, 1);
    sem_post(&w->wake);
}

static void wake_all(ws_pool *pool)
{
    while (pool->asleep != NULL)
        wake_one(pool);
}

static void run(ws_pool *pool, struct job *job)
{
    job->task(job->arg);
    free(job);
    if (atomic_fetch_sub(&pool->unfinished, 1) == 1) {
        pthread_mutex_lock(&pool->lock);
        pthread_cond_broadcast(&pool->idle);
        if (pool->closing)
            wake_all(pool);
        pthread_mutex_unlock(&pool->lock);
    }
}

static struct job *take_or_sleep(struct worker *w, bool *end)
{
    ws_pool *pool = w->pool;

    pthread_mutex_lock(&pool->lock);
    atomic_fetch_add(&pool->sleepers, 1);
    struct job *job = take_injected(pool);
    *end = job == NULL && over(pool);
    bool sleep = job == NULL && !*end && all_deques_empty(pool);
    if (sleep) {
        w->next = pool->asleep;
        pool->asleep = w;
    } else {
        atomic_fetch_sub(&pool->sleepers, 1);
    }
    pthread_mutex_unlock(&pool->lock);
    while (sleep && sem_wait(&w->wake) != 0)
        ;
    return job;
}

static void *work(void *arg)
{
    struct worker *w = arg;
    bool end = false;

    self = w;
    while (!end) {
        struct job *job = find(w);
        if (job == NULL)
            job = take_or_sleep(w, &end);
        if (job != NULL)
            run(w->pool, job);
    }
    return NULL;
}

static void inject(ws_pool *pool, struct job *job)
{
    pthread_mutex_lock(&pool->lock);
    if (pool->first == NULL)
        pool->first = job;
    else
        pool->last->next = job;
    pool->last = job;

    wake_one(pool);
    pthread_mutex_unlock(&pool->lock);
}

bool ws_pool_submit(ws_pool *pool, ws_task task, void *arg)
{
    struct job *job = malloc(sizeof *job);

    if (job == NULL)
        return false;
    *job = (struct job){task, arg, NULL};

    atomic_fetch_add(&pool->unfinished, 1);
    bool asleep = atomic_load(&pool->sleepers) > 0;
    if (self == NULL || self->pool != pool ||
        !ws_deque_push(&self->deque, job)) {
        inject(pool, job);
        return true;
    }

    if (asleep) {
        pthread_mutex_lock(&pool->lock);
        wake_one(pool);
        pthread_mutex_unlock(&pool->lock);
    }
    return true;
}

void ws_pool_wait(ws_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (atomic_load(&pool->unfinished) > 0)
        pthread_cond_wait(&pool->idle, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

void ws_pool_destroy(ws_pool *pool)
{
    if (pool == NULL)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    wake_all(pool);
    pthread_mutex_unlock(&pool->lock);

    for (size_t i = 0; i < pool->started; i++)
        pthread_join(pool->workers[i].thread, NULL);
    for (size_t i = 0; i < pool->nworkers; i++)
        sem_destroy(&pool->workers[i].wake);
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->idle);
    free(pool->workers);
    free(pool);
}

ws_pool *ws_pool_create(size_t workers)
{
    if (workers == 0) {
        errno = EINVAL;
        return NULL;
    }
    ws_pool *pool = calloc(1, sizeof *pool);
    struct worker *all = aligned_alloc(64, workers * sizeof *all);
    if (pool == NULL || all == NULL) {
        free(pool);
        free(all);
        errno = ENOMEM;
        return NULL;
    }
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->idle, NULL);
    pool->workers = all;
    pool->nworkers = workers;
    for (size_t i = 0; i < workers; i++) {
        all[i] = (struct worker){.pool = pool};
        sem_init(&all[i].wake, 0, 0);
    }
    while (pool->started < workers) {
        struct worker *w = &all[pool->started];
        int why = pthread_create(&w->thread, NULL, work, w);
        if (why != 0) {
            ws_pool_destroy(pool);
            errno = why;
            return NULL;
        }
        pool->started++;
    }
    return pool;
}
