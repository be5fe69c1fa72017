/* One or two workers, one to three tasks. Tasks are counted in a relaxed
 * atomic: who looks may see too few, unless the pool orders the task before the
 * look. A time-out may come at any moment: the clock is virtual. */
#include "scenario.h"

#include "pool_policies.h"

#include <semaphore.h>
#include <stdatomic.h>

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

/* The core worker is held, and the queue is full: the second worker is born
 * with a task that lets the first go on. Then its time runs out, sooner or
 * later, while a task is still queued. */
static void wait_for_done(void *arg)
{
    (void)arg;
    sem_post(&begun);
    sem_wait(&done);
}

SCENARIO(grows, "A surplus worker runs its task beside the one that is held")
{
    create(1, 2, PP_ABORT);
    pp_submit(pool, wait_for_done, NULL);
    sem_wait(&begun);
    pp_submit(pool, count, NULL);
    bool accepted = pp_submit(pool, tell, NULL);
    assert(accepted);
    pp_destroy(pool);
    assert(finished() == 1);
}
