/* Tasks wait at a gate, so that a worker is busy for exactly as long as a test
 * wants. Where a test pauses, other threads get time to go wrong; a correct
 * pool passes however long a pause is. */
#include "threadlings.h"

#include "ws_pool.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <time.h>

enum { ASLEEP_MS = 5 }; /* processor time in 100 ms that counts as asleep */

static ws_pool *pool;
static atomic_int ran;
static sem_t entered, gate; /* of the tasks that wait */

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){0, ms * 1000000L}, NULL);
}

static void create(size_t workers)
{
    sem_init(&entered, 0, 0);
    sem_init(&gate, 0, 0);
    pool = ws_pool_create(workers);
    ck_assert_msg(pool != NULL, "ws_pool_create(%zu) returned NULL", workers);
}

/* A submit in a task: what went wrong is looked at in the end. */
static atomic_int refused;

static void submit(ws_task task, void *arg)
{
    if (!ws_pool_submit(pool, task, arg))
        atomic_fetch_add(&refused, 1);
}

static void finish(void)
{
    ws_pool_destroy(pool);
    ck_assert_msg(atomic_load(&refused) == 0,
                  "ws_pool_submit returned false, but there is memory");
}

static void expect_ran(int tasks)
{
    int n = atomic_load(&ran);

    ck_assert_msg(n == tasks, "tasks accepted: %d, tasks run: %d", tasks, n);
}

static void add_one(void *arg)
{
    (void)arg;
    atomic_fetch_add(&ran, 1);
}

static void enter_and_wait(void *arg)
{
    (void)arg;
    sem_post(&entered);
    sem_wait(&gate);
}

TEST(refuses_zero, "0 workers: NULL, and errno is EINVAL")
{
    errno = 0;
    ws_pool *none = ws_pool_create(0);
    ck_assert_msg(none == NULL, "ws_pool_create(0) returned a pool, not NULL");
    ck_assert_msg(errno == EINVAL, "errno is %d (%s), not EINVAL", errno,
                  strerror(errno));
}

TEST(destroys_nothing, "ws_pool_destroy(NULL) is fine")
{
    ws_pool_destroy(NULL);
}

TEST(runs_a_task, "A task that was submitted runs, and ws_pool_wait waits")
{
    create(1);
    submit(add_one, NULL);
    ws_pool_wait(pool);
    expect_ran(1);
    finish();
}

TEST(joins_its_workers, "ws_pool_destroy joins every worker")
{
    create(3);
    pause_ms(20);
    finish();
    ck_assert_msg(tl_threads_created() == tl_threads_joined(),
                  "%zu threads were started and %zu joined",
                  tl_threads_created(), tl_threads_joined());
}

TEST(survives_lack_of_memory,
     "When memory is out, ws_pool_create returns NULL with ENOMEM")
{
    for (size_t n = 1; n < 20; n++) {
        tl_fail_allocation(n);
        errno = 0;
        ws_pool *p = ws_pool_create(1);
        int why = errno;
        if (tl_fail_allocation(0) < n) {
            ck_assert_msg(p != NULL, "ws_pool_create(1) returned NULL");
            ws_pool_destroy(p);
            return;
        }
        ck_assert_msg(p == NULL && why == ENOMEM,
                      "without memory: result %p, errno %d (%s)", (void *)p,
                      why, strerror(why));
    }
}

TEST(survives_lack_of_threads,
     "When a thread cannot be made, the others end and errno says why")
{
    for (size_t n = 1; n <= 2; n++) {
        tl_fail_thread(n);
        errno = 0;
        ws_pool *p = ws_pool_create(2);
        int why = errno;
        tl_fail_thread(0);
        ck_assert_msg(p == NULL && why == EAGAIN,
                      "without threads: result %p, errno %d (%s)", (void *)p,
                      why, strerror(why));
    }
    ck_assert_msg(tl_threads_joined() == 1,
                  "of 1 worker that was started %zu "
                  "were joined",
                  tl_threads_joined());
}

/* Letters in the order in which tasks began. One worker, or one at a time. */
static char order[16];
static atomic_size_t nordered;

static void note(void *letter)
{
    size_t i = atomic_fetch_add(&nordered, 1);

    if (i < sizeof order - 1)
        order[i] = *(const char *)letter;
}

static void expect_order(const char *expected, const char *why)
{
    ck_assert_msg(strcmp(order, expected) == 0,
                  "tasks ran in the order %s, not %s: %s", order, expected,
                  why);
}

static char letters[] = "abcdefg";

static void submit_three(void *arg)
{
    (void)arg;
    for (int i = 0; i < 3; i++)
        submit(note, &letters[i]);
}

TEST(newest_first, "A worker runs the newest of its own tasks first")
{
    create(1);
    submit(submit_three, NULL);
    ws_pool_wait(pool);
    expect_order("cba", "the task submitted a, b, c");
    finish();
}

TEST(oldest_from_outside, "Of the tasks from outside the oldest runs first")
{
    create(1);
    submit(enter_and_wait, NULL);
    sem_wait(&entered);
    for (int i = 0; i < 4; i++)
        submit(note, &letters[i]);
    sem_post(&gate);
    ws_pool_wait(pool);
    expect_order("abcd", "they were submitted from outside");
    finish();
}

static void wait_and_submit(void *arg)
{
    enter_and_wait(arg);
    submit(note, &letters[1]);
}

TEST(own_first, "A worker's own task runs before one from outside")
{
    create(1);
    submit(wait_and_submit, NULL);
    sem_wait(&entered);
    submit(note, &letters[0]);
    sem_post(&gate);
    ws_pool_wait(pool);
    expect_order("ba", "a came from outside, b from a task");
    finish();
}

static void note_and_tell(void *letter)
{
    note(letter);
    sem_post(&entered);
}

static void submit_letters(void)
{
    for (int i = 0; i < 3; i++)
        submit(note_and_tell, &letters[i]);
}

static void wait_for_letters(void)
{
    for (int i = 0; i < 3; i++)
        sem_wait(&entered);
}

/* A task that waits for what it has submitted itself: the other worker has to
 * take it out of this one's deque. */
static void needs_a_thief(void *arg)
{
    (void)arg;
    submit_letters();
    wait_for_letters();
}

TEST(sleeper_steals, "A sleeping worker wakes up and steals")
{
    create(2);
    pause_ms(20); /* by now both sleep */
    submit(needs_a_thief, NULL);
    ws_pool_wait(pool);
    ck_assert_msg(strlen(order) == 3, "ran %zu of 3 tasks", strlen(order));
    finish();
}

/* The same, but the other worker is kept busy until all three are there. */
static void lets_a_thief_go(void *arg)
{
    (void)arg;
    sem_wait(&entered);
    submit_letters();
    sem_post(&gate);
    wait_for_letters();
}

TEST(steals, "A worker without work steals, the oldest first")
{
    create(2);
    submit(enter_and_wait, NULL);
    submit(lets_a_thief_go, NULL);
    ws_pool_wait(pool);
    ck_assert_msg(memcmp(order, "abc", 3) == 0,
                  "the thief ran %.3s, not abc: it has to take the oldest",
                  order);
    finish();
}

TEST(works_in_parallel, "As many tasks run at a time as there are workers")
{
    create(3);
    for (int i = 0; i < 3; i++)
        submit(enter_and_wait, NULL);
    for (int i = 0; i < 3; i++)
        sem_wait(&entered);
    for (int i = 0; i < 3; i++)
        sem_post(&gate);
    finish();
}

static void many(void *arg)
{
    (void)arg;
    for (int i = 0; i < 3 * WS_ROOM; i++)
        submit(add_one, NULL);
}

TEST(more_than_fit, "A task may submit more than a deque has room for")
{
    create(1);
    submit(many, NULL);
    ws_pool_wait(pool);
    expect_ran(3 * WS_ROOM);
    finish();
}

/* A task that has ended, but what it has submitted has not. */
static void submit_waiting(void *arg)
{
    (void)arg;
    submit(enter_and_wait, NULL);
}

static void *open_later(void *opened)
{
    pause_ms(50);
    atomic_store((atomic_bool *)opened, true);
    sem_post(&gate);
    return NULL;
}

TEST(waits_for_running_tasks,
     "ws_pool_wait waits for running tasks, and for what they have submitted")
{
    atomic_bool opened = false;
    pthread_t opener;

    create(2);
    submit(submit_waiting, NULL);
    sem_wait(&entered);
    ck_assert_int_eq(pthread_create(&opener, NULL, open_later, &opened), 0);
    ws_pool_wait(pool);
    bool early = !atomic_load(&opened);
    pthread_join(opener, NULL);
    ck_assert_msg(!early, "ws_pool_wait returned while a task was running");
    finish();
}

TEST(destroy_runs_all, "ws_pool_destroy first runs everything")
{
    atomic_bool opened = false;
    pthread_t opener;

    create(1);
    submit(enter_and_wait, NULL);
    sem_wait(&entered);
    submit(many, NULL);
    ck_assert_int_eq(pthread_create(&opener, NULL, open_later, &opened), 0);
    finish();
    pthread_join(opener, NULL);
    expect_ran(3 * WS_ROOM);
}

TEST(idles_asleep, "Workers without a task sleep and use no processor time")
{
    double used = ASLEEP_MS;

    create(3);
    submit(add_one, NULL);
    ws_pool_wait(pool);
    for (int i = 0; i < 2 && used >= ASLEEP_MS; i++) {
        clock_t before = clock();
        pause_ms(100);
        used = (double)(clock() - before) * 1e3 / CLOCKS_PER_SEC;
    }
    finish();
    ck_assert_msg(used < ASLEEP_MS,
                  "idle workers used %.0f ms of processor time in 100 ms",
                  used);
}

/* A tree of tasks: each one that is not a leaf submits two. */
static int depths[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

static void branch(void *arg)
{
    int *depth = arg;

    atomic_fetch_add(&ran, 1);
    if (*depth > 1) {
        submit(branch, depth - 1);
        submit(branch, depth - 1);
    }
}

STRESS(a_tree, "Of a tree of tasks each runs exactly once")
{
    int depth = tl_rounds(1000) >= 1000 ? 10 : 7;

    create(3);
    submit(branch, &depths[depth]);
    ws_pool_wait(pool);
    expect_ran((1 << depth) - 1);
    finish();
}
