/* join_or_detach: a small server with a thread for each request.
 *
 * One thread, the one that started the server, makes all calls below. What
 * `work` and `load` do runs in other threads, and they do not call back. */
#ifndef JOIN_OR_DETACH_H
#define JOIN_OR_DETACH_H

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>

typedef struct server server;
typedef struct ticket ticket;
typedef void *server_work(void *arg);

/* Starts a server, and runs load(arg) once in a background thread, without
 * waiting for it. NULL when there is no memory or no thread to be had. */
server *server_start(server_work *load, void *arg);

/* Runs work(arg) in a thread of its own, without waiting for it. Nobody will
 * ask for its result. False, and nothing runs, when there is no memory or no
 * thread to be had.
 *
 * A request that is done costs nothing more: a server may handle any number of
 * them before it is stopped. */
bool server_post(server *s, server_work *work, void *arg);

/* The same, but the result is wanted: see server_answer. NULL, and nothing
 * runs, when there is no memory or no thread to be had. */
ticket *server_ask(server *s, server_work *work, void *arg);

/* Sleeps until that work has returned; gives its result, and what it wrote is
 * visible. Called once for each ticket, before server_stop; frees the ticket.
 */
void *server_answer(ticket *t);

/* Sleeps until `load` and all work has returned; what they wrote is visible.
 * Then frees the server. */
void server_stop(server *s);

/* -------------------------------------------------------------- a given piece
 * Counts what is under way, and lets a thread sleep until that is nothing. Any
 * thread may call these. How it works is for later lessons; what it promises is
 * enough here. You may use it or leave it. */

typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t nothing;
    unsigned count;
} in_flight;

/* Nothing is under way. Called once, before the others. */
static inline void in_flight_init(in_flight *f)
{
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->nothing, NULL);
    f->count = 0;
}

/* One more is under way. */
static inline void in_flight_begin(in_flight *f)
{
    pthread_mutex_lock(&f->lock);
    f->count++;
    pthread_mutex_unlock(&f->lock);
}

/* One less of those that have begun. From here on *f may be gone: who waited
 * may have freed it. */
static inline void in_flight_end(in_flight *f)
{
    pthread_mutex_lock(&f->lock);
    assert(f->count > 0);
    if (--f->count == 0)
        pthread_cond_broadcast(&f->nothing);
    pthread_mutex_unlock(&f->lock);
}

/* Sleeps while anything is under way. What was written before in_flight_end is
 * visible afterwards. Then *f is no longer used. */
static inline void in_flight_wait(in_flight *f)
{
    pthread_mutex_lock(&f->lock);
    while (f->count > 0)
        pthread_cond_wait(&f->nothing, &f->lock);
    pthread_mutex_unlock(&f->lock);
    pthread_cond_destroy(&f->nothing);
    pthread_mutex_destroy(&f->lock);
}

#endif
