/* One or two workers, one to three tasks. Tasks are counted in a relaxed
 * atomic: who looks may see too few, unless the pool orders the task before the
 * look.
 *
 * Where one scenario fails the later ones are not shown: the simple ones stand
 * first. */
#include "scenario.h"

#include "thread_pool.h"

#include <semaphore.h>
#include <stdatomic.h>

static thread_pool *pool;
static atomic_int tasks_run;

static void count(void *arg)
{
    (void)arg;
    atomic_fetch_add_explicit(&tasks_run, 1, memory_order_relaxed);
}

static int finished(void)
{
    return atomic_load_explicit(&tasks_run, memory_order_relaxed);
}

static void create(size_t workers, size_t capacity)
{
    pool = pool_create(workers, capacity);
    assert(pool != NULL);
}

static void submit(pool_task task, void *arg)
{
    bool accepted = pool_submit(pool, task, arg);

    assert(accepted);
}

static pthread_t start(void *(*body)(void *))
{
    pthread_t thread;

    pthread_create(&thread, NULL, body, NULL);
    return thread;
}

/* ----------------------------------------------------------------- one caller
 */

SCENARIO(waits_for_the_task, "When pool_wait returns, the task has finished")
{
    create(1, 1);
    submit(count, NULL);
    pool_wait(pool);
    assert(finished() == 1);
    pool_destroy(pool);
}

SCENARIO(runs_all, "pool_destroy first runs what was accepted")
{
    create(1, 2);
    submit(count, NULL);
    submit(count, NULL);
    pool_destroy(pool);
    assert(finished() == 2);
}

SCENARIO(ends_the_idle, "pool_destroy ends workers that have no task")
{
    create(2, 1);
    pool_destroy(pool);
}

SCENARIO(closes_twice,
         "After pool_shutdown nothing is accepted; a second one is fine")
{
    create(1, 1);
    submit(count, NULL);
    pool_shutdown(pool);
    assert(finished() == 1);
    bool accepted = pool_try_submit(pool, count, NULL);
    assert(!accepted);
    pool_shutdown(pool);
    pool_destroy(pool);
}

SCENARIO(waits_for_room,
         "pool_submit sleeps while the queue is full, then goes on")
{
    create(1, 1);
    for (int i = 0; i < 3; i++)
        submit(count, NULL);
    pool_destroy(pool);
    assert(finished() == 3);
}

static void expect(void *n)
{
    int before = finished(), expected = *(const int *)n;

    assert(before == expected);
    count(NULL);
}

SCENARIO(first_in_first_out, "One worker runs tasks in the order of submission")
{
    static int n[] = {0, 1};

    create(1, 1);
    submit(expect, &n[0]);
    submit(expect, &n[1]);
    pool_destroy(pool);
    assert(finished() == 2);
}

/* ---------------------------------------------------------------- two callers
 */

static void *call_wait(void *arg)
{
    pool_wait(pool);
    assert(finished() == 1);
    return arg;
}

SCENARIO(two_wait, "Every caller of pool_wait returns")
{
    create(1, 1);
    submit(count, NULL);
    pthread_t other = start(call_wait);
    pool_wait(pool);
    assert(finished() == 1);
    pthread_join(other, NULL);
    pool_destroy(pool);
}

static int accepted; /* of what the other thread submits */

static void *call_submit(void *arg)
{
    accepted += pool_submit(pool, count, NULL);
    return arg;
}

static void *call_try(void *arg)
{
    accepted += pool_try_submit(pool, count, NULL);
    return arg;
}

SCENARIO(two_submit, "What two threads submit at the same time runs once each")
{
    create(1, 1);
    pthread_t other = start(call_submit);
    submit(count, NULL);
    pthread_join(other, NULL);
    pool_destroy(pool);
    assert(finished() == 2);
}

SCENARIO(two_try, "Two threads may call pool_try_submit at the same time")
{
    create(1, 1);
    pthread_t other = start(call_try);
    int mine = pool_try_submit(pool, count, NULL);
    pthread_join(other, NULL);
    pool_destroy(pool);
    assert(finished() == mine + accepted);
}

SCENARIO(closes,
         "What is submitted while the pool shuts down runs or is refused")
{
    create(1, 1);
    pthread_t other = start(call_submit);
    pool_shutdown(pool);
    pthread_join(other, NULL);
    assert(finished() == accepted);
    pool_destroy(pool);
}

/* ---------------------------------------------------------- tasks that do more
 */

static sem_t done;

static void wait_until_done(void *arg)
{
    (void)arg;
    sem_wait(&done);
}

static void is_done(void *arg)
{
    (void)arg;
    sem_post(&done);
}

static void *submit_until_done(void *arg)
{
    call_submit(NULL);
    is_done(NULL);
    return arg;
}

/* The queue is full, and the only worker goes on when the submitter is back. */
SCENARIO(wakes_submitters, "pool_shutdown wakes a submitter that sleeps")
{
    sem_init(&done, 0, 0);
    create(1, 1);
    submit(wait_until_done, NULL);
    submit(count, NULL);
    pthread_t other = start(submit_until_done);
    pool_shutdown(pool);
    pthread_join(other, NULL);
    assert(!accepted);
    assert(finished() == 1);
    pool_destroy(pool);
}

static atomic_int accepted_from_task;

static void try_another(void *arg)
{
    (void)arg;
    accepted_from_task = pool_try_submit(pool, count, NULL);
}

SCENARIO(tasks_try,
         "A task may call pool_try_submit, also when the queue is full")
{
    create(1, 1);
    submit(try_another, NULL);
    submit(count, NULL);
    pool_wait(pool);
    pool_destroy(pool);
    assert(finished() == 1 + accepted_from_task);
}

/* ---------------------------------------------------------------- two workers
 */

SCENARIO(runs_once, "Of two workers one takes a task, not both")
{
    create(2, 1);
    submit(count, NULL);
    pool_destroy(pool);
    assert(finished() == 1);
}

static sem_t all_done;

static void wait_and_tell(void *arg)
{
    wait_until_done(arg);
    sem_post(&all_done);
}

/* The first waits for the second, and the main thread for the first: nothing
 * wakes a worker later on. */
static void run_two_at_once(size_t capacity)
{
    sem_init(&done, 0, 0);
    sem_init(&all_done, 0, 0);
    create(2, capacity);
    submit(wait_and_tell, NULL);
    submit(is_done, NULL);
    sem_wait(&all_done);
    pool_destroy(pool);
}

SCENARIO(two_at_once, "Two workers run two tasks at the same time")
{
    run_two_at_once(2);
}

SCENARIO(two_at_once_tight,
         "Two workers run two tasks at the same time, with room for one")
{
    run_two_at_once(1);
}
