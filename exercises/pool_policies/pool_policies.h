/* pool_policies: a pool that grows, shrinks, and has a rule for a full queue.
 */
#ifndef POOL_POLICIES_H
#define POOL_POLICIES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct policy_pool policy_pool;
typedef void (*pp_task)(void *arg);

enum pp_policy {
    PP_ABORT,         /* pp_submit returns false */
    PP_CALLER_RUNS,   /* pp_submit runs the task itself, then returns true */
    PP_DISCARD,       /* the task is dropped, and pp_submit returns true */
    PP_DISCARD_OLDEST /* the one that has waited longest in the queue is
                       * dropped, this one is put at its end: true */
};

struct pp_options {
    size_t core;      /* workers that live as long as the pool */
    size_t most;      /* workers at the most; what is above core is surplus */
    size_t capacity;  /* tasks that may wait */
    unsigned idle_ms; /* after so long without a task surplus workers end */
    enum pp_policy policy;
};

/* Starts `core` workers. NULL with errno EINVAL where core, capacity or
 * idle_ms is 0 or most is less than core, or with the errno of what failed,
 * leaving no thread behind. */
policy_pool *pp_create(const struct pp_options *options);

/* Never waits for room. Where the queue has room, the task is put at its end.
 * Where it is full and there are fewer than `most` workers, one more is
 * started, and the task is its first. Where that is not possible or fails, the
 * policy decides. False after pp_shutdown: then nothing is run or dropped. A
 * task may call it. What was accepted and is not dropped runs exactly once;
 * workers take the oldest from the queue. */
bool pp_submit(policy_pool *pool, pp_task task, void *arg);

/* Workers at the moment, idle or not. A worker that was without a task for
 * idle_ms ends if there are more than `core`. None ends while a task is
 * queued. */
size_t pp_workers(policy_pool *pool);

/* Returns when no task is queued and none is running on a worker. Not called
 * from a task. */
void pp_wait(policy_pool *pool);

/* Accepts no more, lets the workers run what is queued, and returns when all of
 * them have ended and every thread that the pool ever started is joined.
 * Calling it twice is fine. Not called from a task. */
void pp_shutdown(policy_pool *pool);

/* Shuts down and frees. NULL is fine. */
void pp_destroy(policy_pool *pool);

#endif
