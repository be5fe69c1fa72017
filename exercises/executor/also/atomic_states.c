/* The states are atomic, and so are the counts of references: a wake of a
 * future that is ready already, or being polled, takes no lock. The list of
 * what is ready has one, and so has the list of what is there. */
#include "executor.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { IDLE, READY, RUNNING, AGAIN, DONE };

struct waker {
    executor *e;
    future_poll *poll;
    future_drop *drop;
    void *future;
    atomic_int state;
    atomic_size_t refs;
    waker *next;  /* guarded by e->lock */
    waker **back; /* guarded by e->lock: what points to it in the list of all */
    waker *follower;
};

struct executor {
    atomic_size_t refs;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    waker *first, **end; /* ready */
    waker *all;
    bool stopped, destroyed;
};

executor *executor_create(void)
{
    executor *e = calloc(1, sizeof *e);

    if (e == NULL)
        return NULL;
    atomic_init(&e->refs, 1);
    pthread_mutex_init(&e->lock, NULL);
    pthread_cond_init(&e->changed, NULL);
    e->end = &e->first;
    return e;
}

/* Release: what this thread did with it comes before; acquire: whoever frees it
 * comes after all of them. */
static void unref_executor(executor *e)
{
    if (atomic_fetch_sub_explicit(&e->refs, 1, memory_order_acq_rel) != 1)
        return;
    pthread_cond_destroy(&e->changed);
    pthread_mutex_destroy(&e->lock);
    free(e);
}

/* The state is READY already, so nobody else puts it into the list. */
static void put(waker *w)
{
    executor *e = w->e;

    pthread_mutex_lock(&e->lock);
    if (!e->destroyed) {
        w->next = NULL;
        *e->end = w;
        e->end = &w->next;
        pthread_cond_signal(&e->changed);
    }
    pthread_mutex_unlock(&e->lock);
}

bool executor_spawn(executor *e, future_poll *poll, future_drop *drop,
                    void *state)
{
    waker *w = calloc(1, sizeof *w);

    if (w == NULL)
        return false;
    w->e = e;
    w->poll = poll;
    w->drop = drop;
    w->future = state;
    atomic_init(&w->state, READY);
    atomic_init(&w->refs, 1);
    atomic_fetch_add_explicit(&e->refs, 1, memory_order_relaxed);
    pthread_mutex_lock(&e->lock);
    w->follower = e->all;
    w->back = &e->all;
    if (e->all != NULL)
        e->all->back = &w->follower;
    e->all = w;
    pthread_mutex_unlock(&e->lock);
    put(w);
    return true;
}

/* Whoever has a waker keeps the task alive, so adding one needs no order. */
waker *waker_clone(waker *w)
{
    atomic_fetch_add_explicit(&w->refs, 1, memory_order_relaxed);
    return w;
}

void waker_drop(waker *w)
{
    executor *e = w->e;

    if (atomic_fetch_sub_explicit(&w->refs, 1, memory_order_acq_rel) != 1)
        return;
    free(w);
    unref_executor(e);
}

/* Every way out is a read-modify-write with release, also the one that changes
 * nothing: the next poll begins with an acquire of this word, and so sees what
 * this thread wrote before. */
void waker_wake(waker *w)
{
    int s = atomic_load_explicit(&w->state, memory_order_relaxed);
    int then;

    do {
        then = s == IDLE ? READY : s == RUNNING ? AGAIN : s;
    } while (!atomic_compare_exchange_weak_explicit(
        &w->state, &s, then, memory_order_acq_rel, memory_order_relaxed));
    if (s == IDLE)
        put(w);
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
        pthread_cond_broadcast(&e->changed);
    pthread_mutex_unlock(&e->lock);
    waker_drop(w);
}

static waker *next_ready(executor *e)
{
    waker *w = NULL;

    pthread_mutex_lock(&e->lock);
    while (e->first == NULL && e->all != NULL && !e->stopped)
        pthread_cond_wait(&e->changed, &e->lock);
    if (e->all != NULL && !e->stopped) {
        w = e->first;
        e->first = w->next;
        if (e->first == NULL)
            e->end = &e->first;
    }
    pthread_mutex_unlock(&e->lock);
    return w;
}

void executor_run(executor *e)
{
    waker *w;

    while ((w = next_ready(e)) != NULL) {
        /* An exchange, not a store: it has to read what the last wake wrote. */
        atomic_exchange_explicit(&w->state, RUNNING, memory_order_acquire);
        if (w->poll(w->future, w)) {
            atomic_store_explicit(&w->state, DONE, memory_order_relaxed);
            finish(w);
            continue;
        }
        /* Idle, unless somebody has woken it meanwhile: looking and going
         * idle are one step. */
        int s = RUNNING;
        if (!atomic_compare_exchange_strong_explicit(&w->state, &s, IDLE,
                                                     memory_order_release,
                                                     memory_order_relaxed)) {
            atomic_exchange_explicit(&w->state, READY, memory_order_acq_rel);
            put(w);
        }
    }
}

void executor_stop(executor *e)
{
    pthread_mutex_lock(&e->lock);
    e->stopped = true;
    pthread_cond_broadcast(&e->changed);
    pthread_mutex_unlock(&e->lock);
}

/* From the first line on nothing comes into the list: what is in it may be
 * freed now. */
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
        atomic_exchange_explicit(&w->state, DONE, memory_order_acq_rel);
        finish(w);
        w = follower;
    }
    unref_executor(e);
}
