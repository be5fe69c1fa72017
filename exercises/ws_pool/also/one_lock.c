/* One mutex for everything, and deques that are rings of pointers: the simplest
 * pool that steals. Correct, and what one should measure first. */
#include "ws_pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct job {
    ws_task task;
    void *arg;
    struct job *newer, *older; /* neighbours in a list */
};

/* A list that is taken from at either end. */
struct list {
    struct job *newest, *oldest;
};

struct worker {
    struct list own;
    ws_pool *pool;
    pthread_t thread;
};

struct ws_pool {
    struct worker *workers;
    size_t nworkers, started;
    pthread_mutex_t lock; /* guards what follows, and the lists */
    pthread_cond_t more, idle;
    struct list injector;
    size_t unfinished;
    bool closing;
};

static _Thread_local struct worker *self;

static void put(struct list *l, struct job *job)
{
    job->newer = NULL;
    job->older = l->newest;
    if (l->newest != NULL)
        l->newest->newer = job;
    else
        l->oldest = job;
    l->newest = job;
}

static struct job *take_newest(struct list *l)
{
    struct job *job = l->newest;

    if (job == NULL)
        return NULL;
    l->newest = job->older;
    if (l->newest != NULL)
        l->newest->newer = NULL;
    else
        l->oldest = NULL;
    return job;
}

static struct job *take_oldest(struct list *l)
{
    struct job *job = l->oldest;

    if (job == NULL)
        return NULL;
    l->oldest = job->newer;
    if (l->oldest != NULL)
        l->oldest->older = NULL;
    else
        l->newest = NULL;
    return job;
}

static struct job *find(struct worker *w)
{
    ws_pool *pool = w->pool;
    struct job *job = take_newest(&w->own);

    if (job == NULL)
        job = take_oldest(&pool->injector);
    for (size_t i = 0; job == NULL && i < pool->nworkers; i++)
        job = take_oldest(&pool->workers[i].own);
    return job;
}

static void *work(void *arg)
{
    struct worker *w = arg;
    ws_pool *pool = w->pool;

    self = w;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        struct job *job = NULL;
        while ((job = find(w)) == NULL &&
               !(pool->closing && pool->unfinished == 0))
            pthread_cond_wait(&pool->more, &pool->lock);
        if (job == NULL)
            break;
        pthread_mutex_unlock(&pool->lock);
        job->task(job->arg);
        free(job);
        pthread_mutex_lock(&pool->lock);
        if (--pool->unfinished == 0) {
            pthread_cond_broadcast(&pool->idle);
            if (pool->closing)
                pthread_cond_broadcast(&pool->more);
        }
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

bool ws_pool_submit(ws_pool *pool, ws_task task, void *arg)
{
    struct job *job = malloc(sizeof *job);

    if (job == NULL)
        return false;
    *job = (struct job){.task = task, .arg = arg};
    pthread_mutex_lock(&pool->lock);
    bool mine = self != NULL && self->pool == pool;
    put(mine ? &self->own : &pool->injector, job);
    pool->unfinished++;
    pthread_cond_signal(&pool->more);
    pthread_mutex_unlock(&pool->lock);
    return true;
}

void ws_pool_wait(ws_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->unfinished > 0)
        pthread_cond_wait(&pool->idle, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

void ws_pool_destroy(ws_pool *pool)
{
    if (pool == NULL)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    pthread_cond_broadcast(&pool->more);
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < pool->started; i++)
        pthread_join(pool->workers[i].thread, NULL);
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->more);
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
    if (pool == NULL)
        return NULL;
    pool->workers = calloc(workers, sizeof *pool->workers);
    if (pool->workers == NULL) {
        free(pool);
        errno = ENOMEM;
        return NULL;
    }
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->more, NULL);
    pthread_cond_init(&pool->idle, NULL);
    pool->nworkers = workers;
    while (pool->started < workers) {
        struct worker *w = &pool->workers[pool->started];
        w->pool = pool;
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
