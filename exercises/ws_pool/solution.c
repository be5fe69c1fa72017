/* A pool of workers with a deque each.
 *
 *     from outside --> injector          guarded by `lock`
 *                       |     |
 *                 worker 0   worker 1    each: own deque, then
 *                  deque <--> deque      steal, then the injector
 *
 * Two waits have to be right: a worker that finds nothing goes to sleep, and
 * whoever brings a task must not miss that it sleeps; and ws_pool_wait sleeps
 * until nothing is unfinished. */
#include "ws_pool.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

struct job {
    ws_task task;
    void *arg;
    struct job *next; /* in the injector */
};

struct worker {
    _Alignas(64) struct ws_deque deque;
    ws_pool *pool;
    pthread_t thread;
    sem_t wake;          /* this worker sleeps here, and nobody else */
    struct worker *next; /* of those asleep: guarded by the pool's lock */
};

struct ws_pool {
    /* Written before the workers start. */
    struct worker *workers;
    size_t nworkers;

    size_t started; /* used by those who create and destroy */

    /* Accepted and not finished. A task counts until it has run, so that what
     * it submits is counted before it is not. */
    atomic_size_t unfinished;
    /* Workers that have announced that they go to sleep. Changed with the lock
     * held, read without it, too. */
    atomic_size_t sleepers;

    pthread_mutex_t lock;
    pthread_cond_t idle; /* ws_pool_wait: nothing is unfinished */
    /* lock must be held when using these: */
    struct job *first, *last; /* the injector */
    struct worker *asleep;    /* each waits for its semaphore */
    bool closing;
};

/* The worker that this thread is, if it is one. */
static _Thread_local struct worker *self;

static bool over(ws_pool *pool)
{
    return pool->closing && atomic_load(&pool->unfinished) == 0;
}

/* With the lock held. */
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

/* The own newest task, or the oldest of another worker. No lock. */
static struct job *find(struct worker *w)
{
    ws_pool *pool = w->pool;
    size_t me = (size_t)(w - pool->workers);
    struct job *job = ws_deque_pop(&w->deque);

    /* Begin with the neighbour: not all thieves at the same victim. */
    for (size_t i = 1; job == NULL && i < pool->nworkers; i++)
        job = ws_deque_steal(&pool->workers[(me + i) % pool->nworkers].deque);
    return job;
}

/* With the lock held. Whoever wakes a worker takes it off the list, so that no
 * two wake-ups go to the same one. A semaphore remembers a post: it may come
 * before the worker is asleep. */
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
        /* The last: those who wait for that are callers of ws_pool_wait and
         * workers of a pool that is closing. With the lock, or it could fall
         * between somebody's look and sleep. */
        pthread_mutex_lock(&pool->lock);
        pthread_cond_broadcast(&pool->idle);
        if (pool->closing)
            wake_all(pool);
        pthread_mutex_unlock(&pool->lock);
    }
}

/* Announce first, then look once more, then sleep. A task pushes first and then
 * looks for sleepers. All four are seq_cst: one of the two sees the other. */
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
    while (sleep && sem_wait(&w->wake) != 0) /* EINTR */
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
    /* One task, one worker: any of them can run it. */
    wake_one(pool);
    pthread_mutex_unlock(&pool->lock);
}

bool ws_pool_submit(ws_pool *pool, ws_task task, void *arg)
{
    struct job *job = malloc(sizeof *job);

    if (job == NULL)
        return false; /* errno is ENOMEM, by malloc */
    *job = (struct job){task, arg, NULL};
    /* Counted before anybody can run it. */
    atomic_fetch_add(&pool->unfinished, 1);
    if (self == NULL || self->pool != pool ||
        !ws_deque_push(&self->deque, job)) {
        inject(pool, job); /* from outside, or the deque is full */
        return true;
    }
    /* Pushed first, now look. Both are seq_cst; with less the push might still
     * wait in the store buffer while this load is done. */
    if (atomic_load(&pool->sleepers) > 0) {
        /* With the lock: a worker that has announced itself is then either
         * before its look, and finds the task, or asleep. */
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
    /* Workers end when nothing is unfinished. Joined without the lock, which
     * they need for that. */
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
    pool->nworkers = workers; /* thieves look at all deques, started or not */
    for (size_t i = 0; i < workers; i++) {
        all[i] = (struct worker){.pool = pool};
        sem_init(&all[i].wake, 0, 0);
    }
    while (pool->started < workers) {
        struct worker *w = &all[pool->started];
        int why = pthread_create(&w->thread, NULL, work, w);
        if (why != 0) {
            ws_pool_destroy(pool); /* joins those that did start */
            errno = why;
            return NULL;
        }
        pool->started++;
    }
    return pool;
}
