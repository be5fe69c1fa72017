/* One or two workers, up to four tasks. Tasks are counted in a relaxed
 * atomic: who looks may see too few, unless the pool orders the task before the
 * look. A time-out may come at any moment: the clock is virtual. */
#include "scenario.h"

#include "pool_policies.h"

#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>

static policy_pool *pool;
static atomic_int tasks_run;
static sem_t begun, done;

static void count(void *arg)
{
    (void)arg;
    atomic_fetch_add_explicit(&tasks_run, 1, memory_order_relaxed);
}

static int finished(void)
{
    return atomic_load_explicit(&tasks_run, memory_order_relaxed);
}

static void create(size_t core, size_t most, enum pp_policy policy)
{
    struct pp_options options = {core, most, 1, 1, policy};

    sem_init(&begun, 0, 0);
    sem_init(&done, 0, 0);
    pool = pp_create(&options);
    assert(pool != NULL);
}

static void tell(void *arg)
{
    (void)arg;
    sem_post(&done);
}

SCENARIO(waits_for_the_task, "When pp_wait returns, the task has finished")
{
    create(1, 1, PP_ABORT);
    bool accepted = pp_submit(pool, count, NULL);
    assert(accepted);
    pp_wait(pool);
    assert(finished() == 1);
    pp_destroy(pool);
}

SCENARIO(core_stays,
         "However long it was idle, a core worker runs the next task")
{
    create(1, 1, PP_ABORT);
    pp_submit(pool, tell, NULL);
    sem_wait(&done);
    pp_destroy(pool);
}

SCENARIO(caller_runs, "The caller runs what finds no room; each task runs once")
{
    create(1, 1, PP_CALLER_RUNS);
    for (int i = 0; i < 2; i++) {
        bool accepted = pp_submit(pool, count, NULL);
        assert(accepted);
    }
    pp_destroy(pool);
    assert(finished() == 2);
}

static int refused;

static void *submit_one(void *arg)
{
    refused += !pp_submit(pool, count, NULL);
    return arg;
}

SCENARIO(two_submit, "What two threads submit runs once each, or is refused")
{
    pthread_t other;

    create(1, 1, PP_ABORT);
    pthread_create(&other, NULL, submit_one, NULL);
    bool mine = pp_submit(pool, count, NULL);
    pthread_join(other, NULL);
    pp_destroy(pool);
    assert(finished() == mine + 1 - refused);
}

SCENARIO(submit_meets_shutdown, "What is accepted while the pool closes runs")
{
    pthread_t other;

    create(1, 1, PP_ABORT);
    pthread_create(&other, NULL, submit_one, NULL);
    pp_shutdown(pool);
    pthread_join(other, NULL);
    int accepted = 1 - refused;
    assert(finished() == accepted);
    pp_destroy(pool);
}

/* What follows needs a surplus worker, and with three threads there is much to
 * explore. So it is the core worker that submits: nobody else is there to do it
 * at the same time. And a program that has seen what it wanted to see ends at
 * once: how a pool ends is for all_end. */

static void nothing(void *arg)
{
    (void)arg;
}

static void end_of_program(void *arg)
{
    (void)arg;
    exit(0);
}

/* Fills the queue, so that the third task needs a worker of its own. */
static void needs_another(void *arg)
{
    bool queued = pp_submit(pool, nothing, NULL),
         accepted = pp_submit(pool, tell, NULL);
    assert(queued && accepted);
    sem_wait(&done);
    end_of_program(arg);
}

SCENARIO(grows, "A surplus worker runs its task beside the one that is held")
{
    create(1, 2, PP_ABORT);
    pp_submit(pool, needs_another, NULL);
    sem_wait(&begun); /* for ever: the task ends the program */
}

/* The second task is the first of a surplus worker, or is queued. */
SCENARIO(first_task_counts, "pp_wait waits for the first task of a new worker")
{
    create(1, 2, PP_ABORT);
    pp_submit(pool, nothing, NULL);
    pp_submit(pool, end_of_program, NULL);
    pp_wait(pool);
    bool pp_wait_returned_too_early = true;
    assert(!pp_wait_returned_too_early);
}

/* The core worker is held here. If there is another one while a task is queued,
 * that one may not end, even if its time is up. */
static void leaves_a_task_queued(void *arg)
{
    pp_submit(pool, nothing, NULL);
    pp_submit(pool, nothing, NULL);
    bool queued = pp_submit(pool, end_of_program, NULL);
    if (queued && pp_workers(pool) == 2)
        sem_wait(&done); /* for ever: the task ends the program */
    end_of_program(arg);
}

SCENARIO(none_ends_too_early,
         "A worker whose time is up does not end while a task is queued")
{
    create(1, 2, PP_ABORT);
    pp_submit(pool, leaves_a_task_queued, NULL);
    sem_wait(&begun); /* for ever, as above */
}

SCENARIO(all_end, "When pp_destroy returns, no worker uses the pool any more")
{
    create(2, 2, PP_ABORT);
    pp_destroy(pool);
}
