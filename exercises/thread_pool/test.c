#include "threadlings.h"

#include "thread_pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

/* A gate that tasks wait at until the test opens it: a way to keep workers
 * busy for exactly as long as the test wants. */
struct gate {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int inside; /* tasks that have arrived */
    bool open;
};

#define GATE_INIT                                                     \
    {                                                                 \
        PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, false \
    }

static void wait_at_gate(void *arg)
{
    struct gate *gate = arg;

    pthread_mutex_lock(&gate->lock);
    gate->inside++;
    pthread_cond_broadcast(&gate->changed);
    while (!gate->open)
        pthread_cond_wait(&gate->changed, &gate->lock);
    pthread_mutex_unlock(&gate->lock);
}

static void wait_until_inside(struct gate *gate, int n)
{
    pthread_mutex_lock(&gate->lock);
    while (gate->inside < n)
        pthread_cond_wait(&gate->changed, &gate->lock);
    pthread_mutex_unlock(&gate->lock);
}

static void open_gate(struct gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    gate->open = true;
    pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->lock);
}

/* Processor time in 100 ms that still counts as asleep. Whoever asks again and
 * again uses more of it even beside many busy programs; a thread that sleeps
 * uses none, but may still be starting. */
enum { ASLEEP_MS = 5 };

/* Time for the other threads to get as far as they can. A correct pool passes
 * however long or short it is. */
static void pause_ms(long ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000L};

    nanosleep(&t, NULL);
}

static double cpu_ms(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void add_one(void *arg)
{
    atomic_fetch_add((atomic_int *)arg, 1);
}

/* A thread of the test that calls the pool, and what came of it. */
struct caller {
    thread_pool *pool;
    pool_task task;
    void *arg;
    bool result;
    atomic_bool done;
    pthread_t thread;
};

static void *call_submit(void *arg)
{
    struct caller *c = arg;

    c->result = pool_submit(c->pool, c->task, c->arg);
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

static void *call_shutdown(void *arg)
{
    struct caller *c = arg;

    pool_shutdown(c->pool);
    atomic_store(&c->done, true);
    return NULL;
}

static void start(struct caller *c, void *(*body)(void *))
{
    ck_assert_int_eq(pthread_create(&c->thread, NULL, body, c), 0);
}

TEST(refuses_zero, "0 workers or room for 0 tasks: NULL, and errno is EINVAL")
{
    errno = 0;
    ck_assert_ptr_null(pool_create(0, 4));
    ck_assert_int_eq(errno, EINVAL);
    errno = 0;
    ck_assert_ptr_null(pool_create(4, 0));
    ck_assert_int_eq(errno, EINVAL);
}

TEST(destroys_nothing, "pool_destroy(NULL) is fine")
{
    pool_destroy(NULL);
}

/* Waits for the task itself, not in pool_wait: that comes next. */
TEST(runs_a_task, "A task that was accepted runs, with its argument")
{
    struct gate gate = GATE_INIT;
    thread_pool *pool = pool_create(1, 1);

    ck_assert_ptr_nonnull(pool);
    ck_assert(pool_submit(pool, wait_at_gate, &gate));
    wait_until_inside(&gate, 1);
    open_gate(&gate);
    pool_destroy(pool);
}

TEST(ends_its_workers, "pool_shutdown joins every worker")
{
    for (size_t workers = 1; workers <= 4; workers++) {
        thread_pool *pool = pool_create(workers, 2);
        pause_ms(40); /* by now they sleep */
        size_t created = tl_threads_created();
        pool_shutdown(pool);
        ck_assert_uint_eq(tl_threads_joined(), created);
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
            ck_assert_ptr_nonnull(pool);
            pool_destroy(pool);
            break;
        }
        ck_assert_ptr_null(pool);
        ck_assert_int_eq(why, ENOMEM);
    }
    ck_assert_uint_eq(tl_threads_created(), tl_threads_joined());
}

TEST(survives_lack_of_threads,
     "When a thread cannot be made, the others end and errno says why")
{
    for (size_t n = 1; n <= 2; n++) {
        tl_fail_thread(n);
        errno = 0;
        ck_assert_ptr_null(pool_create(2, 4));
        ck_assert_int_eq(errno, EAGAIN);
        tl_fail_thread(0);
    }
    ck_assert_uint_eq(tl_threads_created(), tl_threads_joined());
}

/* A task that submits itself until it has run often enough. */
struct chain {
    thread_pool *pool;
    int left; /* only the task that runs uses it */
    struct gate end;
};

static void submit_the_next(void *arg)
{
    struct chain *chain = arg;

    if (--chain->left > 0)
        pool_try_submit(chain->pool, submit_the_next, chain);
    else
        wait_at_gate(&chain->end);
}

TEST(lets_tasks_submit, "A task may call pool_try_submit")
{
    struct chain chain = {.left = 10, .end = GATE_INIT};

    chain.pool = pool_create(1, 2);
    pool_submit(chain.pool, submit_the_next, &chain);
    wait_until_inside(&chain.end, 1);
    open_gate(&chain.end);
    pool_destroy(chain.pool);
}

TEST(lets_several_wait, "Every caller of pool_wait returns")
{
    struct gate gate = GATE_INIT;
    thread_pool *pool = pool_create(1, 1);
    struct caller waiters[3] = {{.pool = pool}, {.pool = pool}, {.pool = pool}};

    pool_submit(pool, wait_at_gate, &gate);
    for (int i = 0; i < 3; i++)
        start(&waiters[i], call_wait);
    pause_ms(30);
    open_gate(&gate);
    for (int i = 0; i < 3; i++)
        pthread_join(waiters[i].thread, NULL);
    pool_wait(pool); /* nothing to wait for */
    pool_destroy(pool);
}

/* Callers of pool_wait fall asleep first, then a worker. Where all of them
 * sleep on one condition variable, a single signal goes to the wrong one. */
TEST(wakes_a_worker,
     "A new task wakes a worker, also when others sleep in pool_wait")
{
    struct gate slow = GATE_INIT, quick = GATE_INIT, last = GATE_INIT;
    thread_pool *pool = pool_create(2, 2);
    struct caller waiters[3] = {{.pool = pool}, {.pool = pool}, {.pool = pool}};

    pause_ms(20); /* by now both workers sleep */
    pool_submit(pool, wait_at_gate, &slow);
    pool_submit(pool, wait_at_gate, &quick);
    wait_until_inside(&slow, 1);
    wait_until_inside(&quick, 1);
    for (int i = 0; i < 3; i++)
        start(&waiters[i], call_wait);
    pause_ms(50);
    open_gate(&quick);
    pause_ms(50);
    pool_submit(pool, wait_at_gate, &last);
    wait_until_inside(&last, 1);
    open_gate(&last);
    open_gate(&slow);
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
    struct gate gate = GATE_INIT;
    thread_pool *pool = pool_create(1, 1);

    open_gate(&gate);
    for (int i = 1; i <= TASKS; i++) {
        pool_submit(pool, wait_at_gate, &gate);
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
    struct gate gate = GATE_INIT;
    atomic_int first = 0, second = 0;
    thread_pool *pool = pool_create(1, 1);
    struct caller submitter = {.pool = pool, .task = add_one, .arg = &second};
    struct caller waiter = {.pool = pool};

    pool_submit(pool, wait_at_gate, &gate);
    wait_until_inside(&gate, 1);
    pool_submit(pool, add_one, &first);
    tl_spurious_wakeups(true);
    start(&submitter, call_submit); /* the queue is full */
    start(&waiter, call_wait);
    pause_ms(50);
    bool early_submit = atomic_load(&submitter.done) && submitter.result;
    bool early_wait = atomic_load(&waiter.done);
    open_gate(&gate);
    ck_assert_msg(!early_submit, "pool_submit returned true, queue still full");
    ck_assert_msg(!early_wait, "pool_wait returned, a task still running");
    pthread_join(submitter.thread, NULL);
    pthread_join(waiter.thread, NULL);
    pool_wait(pool);
    pool_destroy(pool);
    ck_assert_int_eq(first, 1);
    ck_assert_int_eq(second, submitter.result);
}

TEST(waits_for_running_tasks,
     "pool_wait returns when tasks have finished, not when they have begun")
{
    struct gate gate = GATE_INIT;
    thread_pool *pool = pool_create(2, 4);
    struct caller waiter = {.pool = pool};

    pool_submit(pool, wait_at_gate, &gate);
    wait_until_inside(&gate, 1);
    start(&waiter, call_wait);
    pause_ms(50);
    bool early = atomic_load(&waiter.done);
    open_gate(&gate);
    pthread_join(waiter.thread, NULL);
    ck_assert_msg(!early, "pool_wait returned while a task was still running");
    pool_destroy(pool);
}

TEST(works_in_parallel,
     "As many tasks run at the same time as there are workers")
{
    struct gate gate = GATE_INIT;
    thread_pool *pool = pool_create(3, 3);

    for (int i = 0; i < 3; i++)
        pool_submit(pool, wait_at_gate, &gate);
    wait_until_inside(&gate, 3);
    open_gate(&gate);
    pool_destroy(pool);
}

/* Tasks that note the order in which they ran. One worker: no lock needed. */
static char order[16];
static size_t nordered;

static void note(void *arg)
{
    order[nordered++] = *(const char *)arg;
}

TEST(keeps_its_order, "One worker runs tasks in the order of submission")
{
    static const char letters[] = "abcdefg";
    thread_pool *pool = pool_create(1, 3);

    for (size_t i = 0; i < sizeof letters - 1; i++)
        pool_submit(pool, note, (void *)&letters[i]);
    pool_wait(pool);
    ck_assert_str_eq(order, "abcdefg");
    pool_destroy(pool);
}

TEST(holds_its_capacity,
     "The queue takes `capacity` tasks, then pool_try_submit returns false")
{
    struct gate gate = GATE_INIT;
    atomic_int ran = 0;
    thread_pool *pool = pool_create(1, 3);

    pool_submit(pool, wait_at_gate, &gate);
    wait_until_inside(&gate, 1); /* running, so no longer in the queue */
    for (int i = 0; i < 3; i++)
        ck_assert(pool_try_submit(pool, add_one, &ran));
    ck_assert(!pool_try_submit(pool, add_one, &ran));
    open_gate(&gate);
    pool_wait(pool);
    ck_assert_int_eq(ran, 3);
    ck_assert(pool_try_submit(pool, add_one, &ran));
    pool_wait(pool);
    ck_assert_int_eq(ran, 4);
    pool_destroy(pool);
}

TEST(sleeps_while_full,
     "pool_submit sleeps while the queue is full; its task then runs")
{
    struct gate gate = GATE_INIT;
    atomic_int ran = 0;
    thread_pool *pool = pool_create(1, 1);
    struct caller submitter = {.pool = pool, .task = add_one, .arg = &ran};
    clockid_t clock;

    pool_submit(pool, wait_at_gate, &gate);
    wait_until_inside(&gate, 1);
    pool_submit(pool, add_one, &ran);
    start(&submitter, call_submit);
    pause_ms(20);
    bool known = pthread_getcpuclockid(submitter.thread, &clock) == 0;
    double before = known ? cpu_ms(clock) : 0;
    pause_ms(100);
    bool early = atomic_load(&submitter.done);
    double used = known && !early ? cpu_ms(clock) - before : 0;
    open_gate(&gate);
    pthread_join(submitter.thread, NULL);
    ck_assert_msg(!early, "pool_submit returned although the queue was full");
    ck_assert(submitter.result);
    pool_wait(pool);
    ck_assert_int_eq(ran, 2);
    ck_assert_msg(used < ASLEEP_MS,
                  "it used %.0f ms of processor time while it waited 100 ms",
                  used);
    pool_destroy(pool);
}

TEST(idles_asleep, "Workers without a task sleep and use no processor time")
{
    thread_pool *pool = pool_create(4, 4);

    /* Twice, because in the first 100 ms some may still be starting. */
    double used = ASLEEP_MS;
    for (int i = 0; i < 2 && used >= ASLEEP_MS; i++) {
        pause_ms(20);
        double before = cpu_ms(CLOCK_PROCESS_CPUTIME_ID);
        pause_ms(100);
        used = cpu_ms(CLOCK_PROCESS_CPUTIME_ID) - before;
    }
    pool_destroy(pool);
    ck_assert_msg(used < ASLEEP_MS,
                  "idle workers used %.0f ms of processor time in 100 ms",
                  used);
}

TEST(refuses_after_shutdown, "After pool_shutdown nothing is accepted")
{
    atomic_int ran = 0;
    thread_pool *pool = pool_create(2, 4);

    pool_shutdown(pool);
    ck_assert(!pool_submit(pool, add_one, &ran));
    ck_assert(!pool_try_submit(pool, add_one, &ran));
    pool_destroy(pool);
    ck_assert_int_eq(ran, 0);
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
    struct gate gate = GATE_INIT;
    thread_pool *pool = pool_create(WORKERS, 4);
    pthread_t others[WORKERS];

    pool_shutdown(pool);
    for (int i = 0; i < WORKERS; i++)
        ck_assert_int_eq(pthread_create(&others[i], NULL, call_gate, &gate), 0);
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
    struct gate gate = GATE_INIT;
    atomic_int ran = 0;
    thread_pool *pool = pool_create(1, 8);
    struct caller closer = {.pool = pool};

    pool_submit(pool, wait_at_gate, &gate);
    wait_until_inside(&gate, 1);
    for (int i = 0; i < 8; i++)
        ck_assert(pool_try_submit(pool, add_one, &ran));
    start(&closer, call_shutdown);
    pause_ms(50);
    open_gate(&gate);
    pthread_join(closer.thread, NULL);
    ck_assert_int_eq(ran, 8);
    pool_destroy(pool);
}

TEST(wakes_sleeping_submitters,
     "pool_shutdown wakes sleeping submitters; they return false")
{
    struct gate gate = GATE_INIT;
    atomic_int ran = 0;
    thread_pool *pool = pool_create(1, 1);
    struct caller submitters[2], closer = {.pool = pool};

    pool_submit(pool, wait_at_gate, &gate);
    wait_until_inside(&gate, 1);
    pool_submit(pool, add_one, &ran);
    for (int i = 0; i < 2; i++) {
        submitters[i] =
            (struct caller){.pool = pool, .task = add_one, .arg = &ran};
        start(&submitters[i], call_submit);
    }
    pause_ms(50);
    start(&closer, call_shutdown);
    /* The gate is still shut: only the shutdown can wake them. */
    for (int i = 0; i < 2; i++) {
        pthread_join(submitters[i].thread, NULL);
        ck_assert(!submitters[i].result);
    }
    open_gate(&gate);
    pthread_join(closer.thread, NULL);
    ck_assert_int_eq(ran, 1);
    pool_destroy(pool);
}

/* Many short tasks from two submitters: each slot counts how often its task
 * ran. */
enum { SLOTS = 2000 };
static atomic_int slots[SLOTS];

struct half {
    thread_pool *pool;
    size_t from, to;
};

static void *submit_half(void *arg)
{
    struct half *h = arg;

    for (size_t i = h->from; i < h->to; i++)
        pool_submit(h->pool, add_one, &slots[i]);
    return NULL;
}

STRESS(runs_each_once, "Every accepted task runs exactly once")
{
    size_t n = tl_rounds(SLOTS);
    thread_pool *pool = pool_create(3, 4);
    struct half halves[2] = {{pool, 0, n / 2}, {pool, n / 2, n}};
    pthread_t threads[2];

    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, submit_half, &halves[i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    pool_wait(pool);
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(slots[i] == 1, "task %zu ran %d times", i,
                      atomic_load(&slots[i]));
    pool_destroy(pool);
}

static void *try_half(void *arg)
{
    struct half *h = arg;

    for (size_t i = h->from; i < h->to; i++) {
        while (!pool_try_submit(h->pool, add_one, &slots[i]))
            pause_ms(0);
    }
    return NULL;
}

STRESS(tries_from_two_threads,
       "pool_try_submit may be called by several threads at once")
{
    size_t n = tl_rounds(SLOTS);
    thread_pool *pool = pool_create(2, 4);
    struct half halves[2] = {{pool, 0, n / 2}, {pool, n / 2, n}};
    pthread_t threads[2];

    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, try_half, &halves[i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    pool_destroy(pool);
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(slots[i] == 1, "task %zu ran %d times", i,
                      atomic_load(&slots[i]));
}
