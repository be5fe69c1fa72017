// expect: deadlock, only by schedules
/* To save a system call the semaphore is posted only if somebody sleeps. Each
 * side writes one variable and then reads the other: acquire and release do not
 * order that. */
#include "executor.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>

struct waker {
    executor *e;
    future_poll *poll;
    future_drop *drop;
    void *future;
    /* guarded by e->lock: */
    unsigned long woken, answered;
    bool busy; /* in the list, or being polled: somebody will look at `woken` */
    size_t refs;
    waker *next, *follower;
    waker **back;
};

struct executor {
    pthread_mutex_t lock;
    sem_t ready;
    atomic_size_t sleepers, queued;
    /* guarded by lock: */
    waker *first, **end;
    waker *all;
    size_t running; /* threads in executor_run */
    size_t refs;
    bool stopped, destroyed;
};

executor *executor_create(void)
{
    executor *e = calloc(1, sizeof *e);

    if (e == NULL)
        return NULL;
    pthread_mutex_init(&e->lock, NULL);
    sem_init(&e->ready, 0, 0);
    e->end = &e->first;
    e->refs = 1;
    return e;
}

static void unref_executor(executor *e)
{
    bool last = --e->refs == 0;

    pthread_mutex_unlock(&e->lock);
    if (!last)
        return;
    sem_destroy(&e->ready);
    pthread_mutex_destroy(&e->lock);
    free(e);
}

static void put(waker *w)
{
    executor *e = w->e;

    if (e->destroyed)
        return;
    w->busy = true;
    w->next = NULL;
    *e->end = w;
    e->end = &w->next;
    atomic_fetch_add_explicit(&e->queued, 1, memory_order_acq_rel);
    if (atomic_load_explicit(&e->sleepers, memory_order_acquire) > 0)
        sem_post(&e->ready);
}

bool executor_spawn(executor *e, future_poll *poll, future_drop *drop,
                    void *state)
{
    waker *w = calloc(1, sizeof *w);

    if (w == NULL)
        return false;
    *w = (waker){.e = e, .poll = poll, .drop = drop, .future = state};
    w->woken = 1;
    w->refs = 1;
    pthread_mutex_lock(&e->lock);
    e->refs++;
    w->follower = e->all;
    w->back = &e->all;
    if (e->all != NULL)
        e->all->back = &w->follower;
    e->all = w;
    put(w);
    pthread_mutex_unlock(&e->lock);
    return true;
}

waker *waker_clone(waker *w)
{
    pthread_mutex_lock(&w->e->lock);
    w->refs++;
    pthread_mutex_unlock(&w->e->lock);
    return w;
}

void waker_drop(waker *w)
{
    executor *e = w->e;

    pthread_mutex_lock(&e->lock);
    if (--w->refs > 0) {
        pthread_mutex_unlock(&e->lock);
        return;
    }
    unref_executor(e);
    free(w);
}

void waker_wake(waker *w)
{
    pthread_mutex_lock(&w->e->lock);
    w->woken++;
    if (!w->busy)
        put(w);
    pthread_mutex_unlock(&w->e->lock);
}

static void end(executor *e)
{
    for (size_t i = 0; i < e->running; i++)
        sem_post(&e->ready);
}

static void finish(waker *w)
{
    executor *e = w->e;

    if (w->drop != NULL)
        w->drop(w->future);
    pthread_mutex_lock(&e->lock);
    *w->back = w->follower;
    if (w->follower != NULL)
        w->follower->back = w->back;
    if (e->all == NULL)
        end(e);
    pthread_mutex_unlock(&e->lock);
    waker_drop(w);
}

void executor_run(executor *e)
{
    pthread_mutex_lock(&e->lock);
    e->running++;
    while (e->all != NULL && !e->stopped) {
        pthread_mutex_unlock(&e->lock);
        atomic_fetch_add_explicit(&e->sleepers, 1, memory_order_acq_rel);
        if (atomic_load_explicit(&e->queued, memory_order_acquire) == 0)
            sem_wait(&e->ready);
        atomic_fetch_sub_explicit(&e->sleepers, 1, memory_order_acq_rel);
        pthread_mutex_lock(&e->lock);
        waker *w = e->first;
        /* One posted by `end`, perhaps for somebody else: look again. */
        if (w == NULL || e->stopped)
            continue;
        atomic_fetch_sub_explicit(&e->queued, 1, memory_order_acq_rel);
        e->first = w->next;
        if (e->first == NULL)
            e->end = &e->first;
        w->answered = w->woken; /* by the poll that begins now */
        pthread_mutex_unlock(&e->lock);
        if (w->poll(w->future, w)) {
            finish(w); /* busy for ever: no wake will put it into the list */
            pthread_mutex_lock(&e->lock);
            continue;
        }
        pthread_mutex_lock(&e->lock);
        if (w->answered != w->woken)
            put(w);
        else
            w->busy = false;
    }
    e->running--;
    pthread_mutex_unlock(&e->lock);
}

void executor_stop(executor *e)
{
    pthread_mutex_lock(&e->lock);
    e->stopped = true;
    end(e);
    pthread_mutex_unlock(&e->lock);
}

void executor_destroy(executor *e)
{
    if (e == NULL)
        return;
    pthread_mutex_lock(&e->lock);
    e->destroyed = true;
    waker *w = e->all;
    pthread_mutex_unlock(&e->lock);
    while (w != NULL) {
        waker *follower = w->follower;
        finish(w);
        w = follower;
    }
    pthread_mutex_lock(&e->lock);
    unref_executor(e);
}
