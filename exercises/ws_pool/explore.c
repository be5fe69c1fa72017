/* One or two workers, one or two tasks. What tasks note is relaxed or plain:
 * nothing but the pool may order it.
 *
 * Where a scenario is about being woken, the main thread waits on a semaphore
 * for what should happen, before it calls anything that wakes everybody. */
#include "scenario.h"

#include "ws_pool.h"

#include <semaphore.h>

static ws_pool *pool;
static atomic_int tasks_run;

static int finished(void)
{
    return atomic_load_explicit(&tasks_run, memory_order_relaxed);
}

static void count(void *arg)
{
    (void)arg;
    atomic_fetch_add_explicit(&tasks_run, 1, memory_order_relaxed);
}

static void create(size_t workers)
{
    pool = ws_pool_create(workers);
    assert(pool != NULL);
}

static void submit(ws_task task, void *arg)
{
    bool accepted = ws_pool_submit(pool, task, arg);

    assert(accepted);
}

static void submit_count(void *arg)
{
    submit(count, arg);
    count(arg);
}

SCENARIO(waits_for_the_task, "When ws_pool_wait returns, the task has finished")
{
    create(1);
    submit(count, NULL);
    ws_pool_wait(pool);
    assert(finished() == 1);
    ws_pool_destroy(pool);
}

SCENARIO(ends_the_idle, "ws_pool_destroy ends workers that have no task")
{
    create(2);
    ws_pool_destroy(pool);
}

SCENARIO(runs_what_tasks_submit,
         "ws_pool_destroy first runs what a task has submitted")
{
    create(1);
    submit(submit_count, NULL);
    ws_pool_destroy(pool);
    assert(finished() == 2);
}

SCENARIO(waits_for_the_rest,
         "ws_pool_wait waits for what a task has submitted, too")
{
    create(1);
    submit(submit_count, NULL);
    ws_pool_wait(pool);
    assert(finished() == 2);
    ws_pool_destroy(pool);
}

static sem_t done, told;

static void tell(void *arg)
{
    (void)arg;
    sem_post(&done);
}

SCENARIO(wakes_the_sleeper, "A task from outside wakes a sleeping worker")
{
    sem_init(&done, 0, 0);
    create(1);
    submit(tell, NULL);
    sem_wait(&done);
    ws_pool_destroy(pool);
}

static void *call_wait(void *arg)
{
    ws_pool_wait(pool);
    assert(finished() == 1);
    return arg;
}

SCENARIO(two_wait, "Every caller of ws_pool_wait returns")
{
    pthread_t other;

    create(1);
    submit(count, NULL);
    pthread_create(&other, NULL, call_wait, NULL);
    ws_pool_wait(pool);
    assert(finished() == 1);
    pthread_join(other, NULL);
    ws_pool_destroy(pool);
}

static void *submit_one(void *arg)
{
    submit(count, arg);
    return arg;
}

SCENARIO(two_submit, "What two threads submit at the same time runs once each")
{
    pthread_t other;

    create(1);
    pthread_create(&other, NULL, submit_one, NULL);
    submit(count, NULL);
    pthread_join(other, NULL);
    ws_pool_destroy(pool);
    assert(finished() == 2);
}

SCENARIO(runs_once, "Of two workers one takes a task, not both")
{
    create(2);
    submit(count, NULL);
    ws_pool_destroy(pool);
    assert(finished() == 1);
}

static void submit_and_wait(void *arg)
{
    submit(tell, arg);
    sem_wait(&done);
    sem_post(&told);
}

/* The task waits for what it has put into its own deque: only the other worker
 * can run that, and it may be just about to fall asleep. */
SCENARIO(wakes_a_thief,
         "What a task submits wakes a worker that could steal it")
{
    sem_init(&done, 0, 0);
    sem_init(&told, 0, 0);
    create(2);
    submit(submit_and_wait, NULL);
    sem_wait(&told);
    ws_pool_destroy(pool);
}
