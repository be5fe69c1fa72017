/* executor: runs futures. A future is polled; while it has to wait it is left
 * alone, until its waker is used. */
#ifndef EXECUTOR_H
#define EXECUTOR_H

#include <stdbool.h>

typedef struct executor executor;
typedef struct waker waker;

/* Goes on as far as it can without waiting. True: the future is done. False: it
 * is pending, and has seen to it that somebody will use its waker. `w` is the
 * caller's and good for this call; to keep it, clone it. */
typedef bool future_poll(void *state, waker *w);

/* Releases what the state holds. */
typedef void future_drop(void *state);

/* NULL with errno ENOMEM where memory is out. */
executor *executor_create(void);

/* Takes on a future: it is ready to be polled. `drop` may be NULL. Any thread
 * may call it, a future in its poll, too. False with errno ENOMEM; then `state`
 * is still the caller's. */
bool executor_spawn(executor *e, future_poll *poll, future_drop *drop,
                    void *state);

/* Polls whatever is ready, in the order in which it became ready; sleeps while
 * nothing is; returns when every future is done and dropped, or after
 * executor_stop. Several threads may call it at the same time, and share the
 * work; one future is never polled by two of them at once. A future that is
 * done is dropped at once and never touched again. Not called from a poll or a
 * drop. */
void executor_run(executor *e);

/* Threads in executor_run return, each when the poll that it is in has ended;
 * later calls of executor_run return at once. Any thread may call it, a future
 * in its poll, too. */
void executor_stop(executor *e);

/* Drops futures that are not done, without polling them, and frees. Not called
 * while a thread is in executor_run. NULL is fine. */
void executor_destroy(executor *e);

/* The future becomes ready: it will be polled, and what this thread wrote
 * before is visible to that poll. Several wakes before the poll make one poll;
 * a wake during a poll makes another one. When the future is done, or the
 * executor destroyed, nothing happens. Any thread may call it at any time. */
void waker_wake(waker *w);

/* One more handle to the same future, for whoever wants to wake it later. Each
 * is dropped by somebody, once, before or after the future is done and the
 * executor destroyed. Cloning cannot fail. */
waker *waker_clone(waker *w);
void waker_drop(waker *w);

#endif
