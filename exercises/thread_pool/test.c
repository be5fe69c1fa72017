/* Tasks wait at a gate, so that a queue is full, or a task still running, for
 * exactly as long as a test wants.
 *
 * Where a test pauses, other threads get time to go as far as they can: to fall
 * asleep, or to go wrong. A correct pool passes however long a pause is. */
#include "threadlings.h"

#include "thread_pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

struct gate {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int inside; /* tasks that have arrived */
    bool open;
};

/* Every test is a process of its own, and begins with these afresh. */
static struct gate gate = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER,
                           0, false};
static struct gate quick = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER,
                            0, false};
static atomic_bool opened; /* open_later has opened a gate */
static atomic_int ran;     /* how many times add_one ran */

static void wait_at_gate(void *arg)
{
    struct gate *g = arg;

    pthread_mutex_lock(&g->lock);
    g->inside++;
    pthread_cond_broadcast(&g->changed);
    while (!g->open)
        pthread_cond_wait(&g->changed, &g->lock);
    pthread_mutex_unlock(&g->lock);
}

static void wait_until_inside(struct gate *g, int n)
{
    pthread_mutex_lock(&g->lock);
    while (g->inside < n)
        pthread_cond_wait(&g->changed, &g->lock);
    pthread_mutex_unlock(&g->lock);
}

static void open_gate(void *arg)
{
    struct gate *g = arg;

    pthread_mutex_lock(&g->lock);
    g->open = true;
    pthread_cond_broadcast(&g->changed);
    pthread_mutex_unlock(&g->lock);
}

/* Processor time in 100 ms that still counts as asleep. Whoever asks again and
 * again uses more of it even beside many busy programs; a thread that sleeps
 * uses none, but may still be starting. */
enum { ASLEEP_MS = 5 };

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){0, ms * 1000000L}, NULL);
}

static double ms_since(clock_t before) /* of processor time */
{
    return (double)(clock() - before) * 1e3 / CLOCKS_PER_SEC;
}

static void add_one(void *counter)
{
    atomic_fetch_add((atomic_int *)counter, 1);
}

static thread_pool *create(size_t workers, size_t capacity)
{
    thread_pool *pool = pool_create(workers, capacity);

    ck_assert_msg(pool != NULL, "pool_create(%zu, %zu) returned NULL", workers,
                  capacity);
    return pool;
}

/* What a pool_create that has to fail returned, and left in errno. */
static void failed(thread_pool *pool, int why, int expected, const char *name)
{
    ck_assert_msg(pool == NULL, "pool_create returned a pool, not NULL");
    ck_assert_msg(why == expected,
                  "pool_create returned NULL, but errno is %d (%s), not %s",
                  why, strerror(why), name);
}

#define FAILED(pool, why, expected) failed(pool, why, expected, #expected)

static void all_joined(const char *when)
{
    size_t made = tl_threads_created(), joined = tl_threads_joined();

    ck_assert_msg(made == joined, "%s, but only %zu of %zu workers were joined",
                  when, joined, made);
}

static void submit(thread_pool *pool, pool_task task, void *arg)
{
    ck_assert_msg(pool_submit(pool, task, arg),
                  "pool_submit returned false, but the pool is not shut down");
}

/* One worker is in a task from now on, until the gate is opened. */
static void keep_busy(thread_pool *pool, struct gate *g)
{
    submit(pool, wait_at_gate, g);
    wait_until_inside(g, 1);
}

static void expect_ran(int accepted)
{
    int n = atomic_load(&ran);

    ck_assert_msg(n == accepted, "tasks accepted: %d, tasks run: %d", accepted,
                  n);
}

/* A thread of the test that calls the pool, and what came of it. */
struct caller {
    thread_pool *pool;
    bool result;
    atomic_bool done;
    pthread_t thread;
};

static void *call_submit(void *arg)
{
    struct caller *c = arg;

    c->result = pool_submit(c->pool, add_one, &ran);
    atomic_store(&c->done, true);
    return NULL;
}

static void *call_wait(void *arg)
{
    struct caller *c = arg;

    pool_wait(c->pool);
    atomic_store(&c->done, true);
    return NULL;
}

/* By the time that these two act, the test's own thread sleeps in the pool. */
static void *shut_down_later(void *pool)
{
    pause_ms(100);
    pool_shutdown(pool);
    return NULL;
}

static void *open_later(void *g)
{
    pause_ms(100);
    atomic_store(&opened, true);
    open_gate(g);
    return NULL;
}

static pthread_t run(void *(*body)(void *), void *arg)
{
    pthread_t thread;

    ck_assert_int_eq(pthread_create(&thread, NULL, body, arg), 0);
    return thread;
}

TEST(refuses_zero, "0 workers or room for 0 tasks: NULL, and errno is EINVAL")
{
    errno = 0;
    thread_pool *pool = pool_create(0, 4);
    FAILED(pool, errno, EINVAL);
    errno = 0;
    pool = pool_create(4, 0);
    FAILED(pool, errno, EINVAL);
}

TEST(destroys_nothing, "pool_destroy(NULL) is fine")
{
    pool_destroy(NULL);
}

/* Waits for the task itself, not in pool_wait: that comes next. */
TEST(runs_a_task, "A task that was accepted runs, with its argument")
{
    thread_pool *pool = create(1, 1);

    keep_busy(pool, &gate);
    open_gate(&gate);
    pool_destroy(pool);
}

TEST(ends_its_workers, "pool_shutdown joins every worker")
{
    for (size_t workers = 1; workers <= 4; workers++) {
        thread_pool *pool = create(workers, 2);
        pause_ms(40); /* by now they sleep */
        pool_shutdown(pool);
        all_joined("pool_shutdown returned");
        pool_destroy(pool);
    }
}

TEST(survives_lack_of_memory,
     "When memory is out, pool_create returns NULL with ENOMEM")
{
    for (size_t n = 1; n < 20; n++) {
        tl_fail_allocation(n);
        errno = 0;
        thread_pool *pool = pool_create(1, 4);
        int why = errno;
        size_t calls = tl_fail_allocation(0);
        if (calls < n) { /* it needed fewer: nothing has failed */
            ck_assert_msg(pool != NULL, "pool_create(1, 4) returned NULL");
            pool_destroy(pool);
            break;
        }
        FAILED(pool, why, ENOMEM);
    }
    all_joined("pool_create failed");
}

TEST(survives_lack_of_threads,
     "When a thread cannot be made, the others end and errno says why")
{
    for (size_t n = 1; n <= 2; n++) {
        tl_fail_thread(n);
        errno = 0;
        thread_pool *pool = pool_create(2, 4);
        int why = errno;
        tl_fail_thread(0);
        FAILED(pool, why, EAGAIN);
    }
    all_joined("pool_create failed");
}

/* A task that submits itself until it has run often enough. Only the task that
 * runs uses `left`. */
static int left = 10;

static void submit_the_next(void *pool)
{
    left--;
    if (left == 0 || !pool_try_submit(pool, submit_the_next, pool))
        wait_at_gate(&gate);
}

TEST(lets_tasks_submit, "A task may call pool_try_submit")
{
    thread_pool *pool = create(1, 2);

    submit(pool, submit_the_next, pool);
    wait_until_inside(&gate, 1);
    open_gate(&gate);
    pool_destroy(pool);
    ck_assert_msg(left == 0, "pool_try_submit returned false with room for 2");
}

TEST(sleeps_while_full,
     "pool_submit sleeps while the queue is full; its task then runs")
{
    thread_pool *pool = create(1, 1);

    keep_busy(pool, &gate);
    submit(pool, add_one, &ran);
    pthread_t opener = run(open_later, &gate);
    clock_t before = clock();
    bool accepted = pool_submit(pool, wait_at_gate, &quick);
    double used = ms_since(before);
    bool early = !atomic_load(&opened);
    pthread_join(opener, NULL);
    ck_assert_msg(!early, "pool_submit returned %s while the queue was full",
                  accepted ? "true" : "false");
    ck_assert_msg(accepted,
                  "pool_submit returned false, but the pool is not shut down");
    wait_until_inside(&quick, 1);
    open_gate(&quick);
    ck_assert_msg(used < ASLEEP_MS,
                  "pool_submit used %.0f ms of processor time while it waited",
                  used);
    pool_destroy(pool);
}

/* The test's own thread is one of the callers, and the last to fall asleep. */
TEST(lets_several_wait, "Every caller of pool_wait returns")
{
    thread_pool *pool = create(1, 1);
    struct caller waiters[2] = {{.pool = pool}, {.pool = pool}};

    keep_busy(pool, &gate);
    for (int i = 0; i < 2; i++)
        waiters[i].thread = run(call_wait, &waiters[i]);
    pause_ms(30);
    pthread_t opener = run(open_later, &gate);
    pool_wait(pool);
    pthread_join(opener, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(waiters[i].thread, NULL);
    pool_wait(pool); /* nothing to wait for */
    pool_destroy(pool);
}

/* Callers of pool_wait fall asleep first, then a worker. Where all of them
 * sleep on one condition variable, a single signal goes to the wrong one. The
 * task that nobody runs then is the one that would let all others go on. */
TEST(wakes_a_worker,
     "A new task wakes a worker, also when others sleep in pool_wait")
{
    thread_pool *pool = create(2, 2);
    struct caller waiters[3] = {{.pool = pool}, {.pool = pool}, {.pool = pool}};

    pause_ms(20); /* by now both workers sleep */
    keep_busy(pool, &gate);
    keep_busy(pool, &quick);
    for (int i = 0; i < 3; i++)
        waiters[i].thread = run(call_wait, &waiters[i]);
    pause_ms(50);
    open_gate(&quick);
    pause_ms(50);
    submit(pool, open_gate, &gate);
    pool_wait(pool);
    for (int i = 0; i < 3; i++)
        pthread_join(waiters[i].thread, NULL);
    pool_destroy(pool);
}

/* The one place in the queue has held this task before the wake-ups begin, and
 * a thread's every second wait ends without a reason. So a worker that takes a
 * task where there is none runs an old one again, for certain. */
TEST(expects_spurious_wakeups,
     "A worker that wakes up without a reason goes back to sleep")
{
    enum { TASKS = 5 };
    thread_pool *pool = create(1, 1);

    open_gate(&gate);
    for (int i = 1; i <= TASKS; i++) {
        submit(pool, wait_at_gate, &gate);
        wait_until_inside(&gate, i);
        tl_spurious_wakeups(true);
        pause_ms(40);
        pthread_mutex_lock(&gate.lock);
        ck_assert_msg(gate.inside == i,
                      "%d tasks were submitted, and tasks ran %d times", i,
                      gate.inside);
        pthread_mutex_unlock(&gate.lock);
    }
    pool_destroy(pool);
}

TEST(callers_expect_spurious_wakeups,
     "Who sleeps in pool_submit or pool_wait may wake up without a reason")
{
    thread_pool *pool = create(1, 1);
    struct caller submitter = {.pool = pool};
    struct caller waiter = {.pool = pool};

    keep_busy(pool, &gate);
    submit(pool, add_one, &ran);
    tl_spurious_wakeups(true);
    submitter.thread = run(call_submit, &submitter); /* the queue is full */
    waiter.thread = run(call_wait, &waiter);
    pause_ms(50);
    bool early_submit = atomic_load(&submitter.done);
    bool early_wait = atomic_load(&waiter.done);
    tl_spurious_wakeups(false); /* nothing about workers here */
    open_gate(&gate);
    ck_assert_msg(!early_submit,
                  "pool_submit returned %s, but the queue is still full",
                  submitter.result ? "true" : "false");
    ck_assert_msg(!early_wait,
                  "pool_wait returned, but a task is still running");
    pthread_join(submitter.thread, NULL);
    pthread_join(waiter.thread, NULL);
    pool_wait(pool);
    pool_destroy(pool);
    expect_ran(2);
}

TEST(waits_for_running_tasks,
     "pool_wait returns when tasks have finished, not when they have begun")
{
    thread_pool *pool = create(2, 4);

    keep_busy(pool, &gate);
    pthread_t opener = run(open_later, &gate);
    pool_wait(pool);
    bool early = !atomic_load(&opened);
    pthread_join(opener, NULL);
    ck_assert_msg(!early, "pool_wait returned while a task was still running");
    pool_destroy(pool);
}

TEST(works_in_parallel,
     "As many tasks run at the same time as there are workers")
{
    thread_pool *pool = create(3, 3);

    for (int i = 0; i < 3; i++)
        submit(pool, wait_at_gate, &gate);
    wait_until_inside(&gate, 3);
    open_gate(&gate);
    pool_destroy(pool);
}

/* Tasks that note the order in which they ran. One worker: no lock needed. */
static char order[16];
static size_t nordered;

static void note(void *arg)
{
    if (nordered < sizeof order - 1)
        order[nordered++] = *(const char *)arg;
}

TEST(keeps_its_order, "One worker runs tasks in the order of submission")
{
    static const char letters[] = "abcdefg";
    thread_pool *pool = create(1, 3);

    for (size_t i = 0; i < sizeof letters - 1; i++)
        submit(pool, note, (void *)&letters[i]);
    pool_wait(pool);
    ck_assert_msg(strcmp(order, letters) == 0,
                  "tasks were submitted as %s and ran as %s", letters, order);
    pool_destroy(pool);
}

TEST(holds_its_capacity,
     "The queue takes `capacity` tasks, then pool_try_submit returns false")
{
    thread_pool *pool = create(1, 3);

    keep_busy(pool, &gate); /* running, so no longer in the queue */
    for (int i = 0; i < 3; i++)
        ck_assert_msg(pool_try_submit(pool, add_one, &ran),
                      "pool_try_submit returned false with %d of 3 queued", i);
    ck_assert_msg(!pool_try_submit(pool, add_one, &ran),
                  "pool_try_submit returned true with 3 of 3 queued");
    open_gate(&gate);
    pool_wait(pool);
    expect_ran(3);
    ck_assert_msg(pool_try_submit(pool, add_one, &ran),
                  "pool_try_submit returned false with an empty queue");
    pool_wait(pool);
    expect_ran(4);
    pool_destroy(pool);
}

TEST(idles_asleep, "Workers without a task sleep and use no processor time")
{
    thread_pool *pool = create(4, 4);

    double used = ASLEEP_MS;
    /* Twice, because in the first 100 ms some may still be starting. */
    for (int i = 0; i < 2 && used >= ASLEEP_MS; i++) {
        clock_t before = clock();
        pause_ms(100);
        used = ms_since(before);
    }
    pool_destroy(pool);
    ck_assert_msg(used < ASLEEP_MS,
                  "idle workers used %.0f ms of processor time in 100 ms",
                  used);
}

TEST(refuses_after_shutdown, "After pool_shutdown nothing is accepted")
{
    thread_pool *pool = create(2, 4);

    pool_shutdown(pool);
    ck_assert_msg(!pool_submit(pool, add_one, &ran),
                  "pool_submit returned true after pool_shutdown");
    ck_assert_msg(!pool_try_submit(pool, add_one, &ran),
                  "pool_try_submit returned true after pool_shutdown");
    pool_destroy(pool);
    expect_ran(0);
}

static void *call_gate(void *arg)
{
    wait_at_gate(arg);
    return NULL;
}

/* The system gives the ids of threads that were joined to new ones. A second
 * join would wait for one of these, which wait for the test. */
TEST(shuts_down_twice, "A second pool_shutdown joins nobody and returns")
{
    enum { WORKERS = 2 };
    thread_pool *pool = create(WORKERS, 4);
    pthread_t others[WORKERS];

    pool_shutdown(pool);
    for (int i = 0; i < WORKERS; i++)
        others[i] = run(call_gate, &gate);
    wait_until_inside(&gate, WORKERS);
    pool_shutdown(pool);
    pool_destroy(pool);
    open_gate(&gate);
    for (int i = 0; i < WORKERS; i++)
        ck_assert_int_eq(pthread_join(others[i], NULL), 0);
}

TEST(runs_what_it_accepted,
     "pool_shutdown first runs every task that was accepted")
{
    thread_pool *pool = create(1, 8);

    keep_busy(pool, &gate);
    for (int i = 0; i < 8; i++)
        submit(pool, add_one, &ran);
    pthread_t opener = run(open_later, &gate);
    pool_shutdown(pool);
    pthread_join(opener, NULL);
    expect_ran(8);
    pool_destroy(pool);
}

/* The test's own thread is one of two that sleep. The gate stays shut: only
 * the shutdown can wake them. */
TEST(wakes_sleeping_submitters,
     "pool_shutdown wakes sleeping submitters; they return false")
{
    thread_pool *pool = create(1, 1);
    struct caller other = {.pool = pool};

    keep_busy(pool, &gate);
    submit(pool, add_one, &ran);
    other.thread = run(call_submit, &other);
    pause_ms(30);
    pthread_t closer = run(shut_down_later, pool);
    bool accepted = pool_submit(pool, add_one, &ran);
    pthread_join(other.thread, NULL);
    ck_assert_msg(!accepted && !other.result,
                  "pool_submit returned true after pool_shutdown woke it");
    open_gate(&gate);
    pthread_join(closer, NULL);
    expect_ran(1);
    pool_destroy(pool);
}

/* Each slot counts how often its task ran. */
enum { SLOTS = 2000 };
static atomic_int slots[SLOTS + 2];

typedef bool submit_function(thread_pool *, pool_task, void *);
static submit_function *how;
static thread_pool *shared;
static size_t half;

static void *submit_half(void *arg)
{
    atomic_int *slot = arg;

    /* Without room the task is handed over asleep: a pool that never makes room
     * then stands still, and can be seen to. */
    for (size_t i = 0; i < half; i++) {
        if (!how(shared, add_one, &slot[i]))
            pool_submit(shared, add_one, &slot[i]);
    }
    return NULL;
}

static void both_halves(submit_function *by)
{
    how = by;
    half = tl_rounds(SLOTS) / 2 + 1;
    shared = create(3, 4);
    pthread_t first = run(submit_half, slots);
    pthread_t second = run(submit_half, slots + half);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    pool_wait(shared);
    for (size_t i = 0; i < 2 * half; i++)
        ck_assert_msg(slots[i] == 1, "task %zu was accepted, and ran %d times",
                      i, atomic_load(&slots[i]));
    pool_destroy(shared);
}

STRESS(runs_each_once, "Every accepted task runs exactly once")
{
    both_halves(pool_submit);
}

STRESS(tries_from_two_threads,
       "pool_try_submit may be called by several threads at once")
{
    both_halves(pool_try_submit);
}
