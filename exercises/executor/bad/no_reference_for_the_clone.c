// expect: memory
/* A clone is the same pointer, and nobody counts it. */
#include "executor.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

enum state { IDLE, READY, RUNNING, AGAIN, DONE };

struct waker {
    executor *e;
    future_poll *poll;
    future_drop *drop;
    void *future;
    /* guarded by e->lock: */
    enum state state;
    size_t refs;          /* one for each waker, one until it is done */
    waker *next;          /* in the ready list */
    waker *older, *newer; /* in the list of those that are not done */
};

struct executor {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* something is ready, or run has to return */
    /* guarded by lock: */
    bool stopped;
    waker *first, *last; /* the ready list */
    waker *newest;       /* of those that are not done */
    size_t refs;         /* one for each task, one until it is destroyed */
};

executor *executor_create(void)
{
    executor *e = calloc(1, sizeof *e);

    if (e == NULL)
        return NULL; /* calloc has set errno */
    pthread_mutex_init(&e->lock, NULL);
    pthread_cond_init(&e->changed, NULL);
    e->refs = 1;
    return e;
}

static void make_ready(waker *w)
{
    executor *e = w->e;

    w->state = READY;
    w->next = NULL;
    if (e->first == NULL)
        e->first = w;
    else
        e->last->next = w;
    e->last = w;
    pthread_cond_signal(&e->changed);
}

static waker *take_ready(executor *e)
{
    waker *w = e->first;

    e->first = w->next;
    w->state = RUNNING;
    return w;
}

bool executor_spawn(executor *e, future_poll *poll, future_drop *drop,
                    void *state)
{
    waker *w = calloc(1, sizeof *w);

    if (w == NULL)
        return false;
    *w = (waker){.e = e, .poll = poll, .drop = drop, .future = state};
    w->refs = 1;
    pthread_mutex_lock(&e->lock);
    e->refs++;
    w->older = e->newest;
    if (e->newest != NULL)
        e->newest->newer = w;
    e->newest = w;
    make_ready(w);
    pthread_mutex_unlock(&e->lock);
    return true;
}

void waker_drop(waker *w)
{
    executor *e = w->e;

    pthread_mutex_lock(&e->lock);
    bool last = --w->refs == 0;
    bool last_of_all = last && --e->refs == 0;
    pthread_mutex_unlock(&e->lock);
    if (last)
        free(w);
    if (last_of_all) {
        pthread_cond_destroy(&e->changed);
        pthread_mutex_destroy(&e->lock);
        free(e);
    }
}

waker *waker_clone(waker *w)
{
    return w;
}

void waker_wake(waker *w)
{
    executor *e = w->e;

    pthread_mutex_lock(&e->lock);
    if (w->state == IDLE)
        make_ready(w);
    else if (w->state == RUNNING)
        w->state = AGAIN; /* whoever polls it will see to it */
    pthread_mutex_unlock(&e->lock);
}

static void finish(waker *w)
{
    executor *e = w->e;

    if (w->drop != NULL)
        w->drop(w->future);
    pthread_mutex_lock(&e->lock);
    if (w->newer != NULL)
        w->newer->older = w->older;
    else
        e->newest = w->older;
    if (w->older != NULL)
        w->older->newer = w->newer;
    /* Every thread in executor_run can go home: all of them are told. */
    if (e->newest == NULL)
        pthread_cond_broadcast(&e->changed);
    pthread_mutex_unlock(&e->lock);
    waker_drop(w);
}

void executor_run(executor *e)
{
    pthread_mutex_lock(&e->lock);
    for (;;) {
        while (e->first == NULL && e->newest != NULL && !e->stopped)
            pthread_cond_wait(&e->changed, &e->lock);
        if (e->newest == NULL || e->stopped)
            break;
        waker *w = take_ready(e);
        pthread_mutex_unlock(&e->lock);
        bool done = w->poll(w->future, w);
        pthread_mutex_lock(&e->lock);
        if (done) {
            w->state = DONE; /* from here on a wake does nothing */
            pthread_mutex_unlock(&e->lock);
            finish(w);
            pthread_mutex_lock(&e->lock);
        } else if (w->state == AGAIN) {
            make_ready(w); /* last in the list: others come first */
        } else {
            w->state = IDLE; /* in one step with the look at AGAIN */
        }
    }
    pthread_mutex_unlock(&e->lock);
}

void executor_stop(executor *e)
{
    pthread_mutex_lock(&e->lock);
    e->stopped = true;
    pthread_cond_broadcast(&e->changed);
    pthread_mutex_unlock(&e->lock);
}

void executor_destroy(executor *e)
{
    if (e == NULL)
        return;
    /* All of them at once, before the first is dropped: a drop, or another
     * thread, may wake one that is still there, and the ready list must not
     * hold what is about to go. */
    pthread_mutex_lock(&e->lock);
    for (waker *w = e->newest; w != NULL; w = w->older)
        w->state = DONE;
    e->first = NULL;
    waker *w = e->newest;
    pthread_mutex_unlock(&e->lock);
    /* Nobody adds any more, so the next one is still the next one later. */
    while (w != NULL) {
        waker *older = w->older;
        finish(w);
        w = older;
    }
    pthread_mutex_lock(&e->lock);
    bool last = --e->refs == 0;
    pthread_mutex_unlock(&e->lock);
    if (last) {
        pthread_cond_destroy(&e->changed);
        pthread_mutex_destroy(&e->lock);
        free(e);
    }
}
