/* Tasks wait at a gate, so that the queue is full for as long as a test wants.
 * Where a test waits for workers to end it looks again and again, for up to
 * two seconds; a correct pool passes however slow the machine is. */
#include "threadlings.h"

#include "pool_policies.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

static sem_t begun, gate;
static atomic_int ran;
static char order[16];
static atomic_int nordered;
static pthread_t ran_by;

enum { LONG_MS = 600000 };

static policy_pool *create(size_t core, size_t most, size_t capacity,
                           unsigned idle_ms, enum pp_policy policy)
{
    struct pp_options options = {core, most, capacity, idle_ms, policy};
    policy_pool *pool = pp_create(&options);

    sem_init(&begun, 0, 0);
    sem_init(&gate, 0, 0);
    ck_assert_msg(pool != NULL, "pp_create returned NULL");
    return pool;
}

static void hold(void *arg)
{
    (void)arg;
    sem_post(&begun);
    sem_wait(&gate);
}

static void count(void *arg)
{
    (void)arg;
    atomic_fetch_add(&ran, 1);
}

static void note(void *arg)
{
    order[atomic_fetch_add(&nordered, 1)] = *(const char *)arg;
    ran_by = pthread_self();
}

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){0, ms * 1000000L}, NULL);
}

/* One worker that is held, and a queue with `n` letters in it. */
static policy_pool *full(enum pp_policy policy, const char *letters, size_t n)
{
    policy_pool *pool = create(1, 1, n, LONG_MS, policy);

    ck_assert(pp_submit(pool, hold, NULL));
    sem_wait(&begun);
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(pp_submit(pool, note, (void *)&letters[i]),
                      "pp_submit returned false although the queue has room");
    return pool;
}

static void ends_with(policy_pool *pool, bool result, bool expected,
                      const char *letters)
{
    sem_post(&gate);
    pp_wait(pool);
    pp_destroy(pool);
    ck_assert_msg(result == expected, "pp_submit returned %s",
                  result ? "true" : "false");
    ck_assert_msg(strcmp(order, letters) == 0,
                  "tasks that ran, in their order: %s; expected: %s", order,
                  letters);
}

TEST(refuses_bad_options, "Options that make no sense are EINVAL")
{
    static const struct pp_options bad[] = {{0, 1, 1, 1, PP_ABORT},
                                            {2, 1, 1, 1, PP_ABORT},
                                            {1, 1, 0, 1, PP_ABORT},
                                            {1, 1, 1, 0, PP_ABORT}};
    for (size_t i = 0; i < 4; i++) {
        errno = 0;
        policy_pool *pool = pp_create(&bad[i]);
        int why = errno;
        ck_assert_msg(pool == NULL && why == EINVAL,
                      "core %zu, most %zu, capacity %zu, idle_ms %u",
                      bad[i].core, bad[i].most, bad[i].capacity,
                      bad[i].idle_ms);
    }
    pp_destroy(NULL);
}

TEST(aborts, "PP_ABORT: a full queue makes pp_submit return false")
{
    policy_pool *pool = full(PP_ABORT, "abc", 2);
    bool result = pp_submit(pool, note, (void *)"c");
    ends_with(pool, result, false, "ab");
}

TEST(discards, "PP_DISCARD: the new task is dropped, and nobody is told")
{
    policy_pool *pool = full(PP_DISCARD, "abc", 2);
    bool result = pp_submit(pool, note, (void *)"c");
    ends_with(pool, result, true, "ab");
}

TEST(discards_oldest, "PP_DISCARD_OLDEST: who waited longest is dropped")
{
    policy_pool *pool = full(PP_DISCARD_OLDEST, "abc", 2);
    bool result = pp_submit(pool, note, (void *)"c");
    ends_with(pool, result, true, "bc");
}

TEST(caller_runs, "PP_CALLER_RUNS: the caller has run the task on return")
{
    policy_pool *pool = full(PP_CALLER_RUNS, "abc", 2);
    bool result = pp_submit(pool, note, (void *)"c");
    bool here = nordered == 1 && pthread_equal(ran_by, pthread_self());
    ends_with(pool, result, true, "cab");
    ck_assert_msg(here, "the task did not run in the calling thread");
}

static policy_pool *nested;

static void submit_more(void *arg)
{
    ck_assert(pp_submit(nested, note, arg));
}

TEST(caller_runs_unlocked, "PP_CALLER_RUNS: the task may submit another one")
{
    policy_pool *pool = full(PP_CALLER_RUNS, "ab", 2);
    nested = pool;
    bool result = pp_submit(pool, submit_more, (void *)"c");
    ends_with(pool, result, true, "cab");
}

TEST(closed_is_closed, "After pp_shutdown no policy accepts, runs or drops")
{
    for (int p = PP_ABORT; p <= PP_DISCARD_OLDEST; p++) {
        policy_pool *pool = create(1, 2, 1, LONG_MS, (enum pp_policy)p);
        pp_shutdown(pool);
        pp_shutdown(pool);
        bool result = pp_submit(pool, count, NULL);
        pp_destroy(pool);
        ck_assert_msg(!result, "policy %d: pp_submit returned true", p);
    }
    ck_assert_int_eq(ran, 0);
}

TEST(grows_when_full, "Workers are added when the queue is full, not before")
{
    policy_pool *pool = create(1, 3, 1, LONG_MS, PP_ABORT);

    pp_submit(pool, hold, NULL);
    sem_wait(&begun);
    ck_assert(pp_submit(pool, count, NULL));
    size_t before = pp_workers(pool);
    bool second = pp_submit(pool, hold, NULL),
         third = pp_submit(pool, hold, NULL);
    size_t grown = pp_workers(pool);
    bool fourth = pp_submit(pool, count, NULL);
    ck_assert_msg(before == 1, "%zu workers, and the queue had room", before);
    ck_assert_msg(second && third && grown == 3,
                  "the queue is full and most is 3: %zu workers", grown);
    ck_assert_msg(!fourth, "a fourth worker, or a second place in the queue");
    sem_wait(&begun);
    sem_wait(&begun); /* both run beside the first */
    for (int i = 0; i < 3; i++)
        sem_post(&gate);
    pp_wait(pool);
    ck_assert_uint_eq(pp_workers(pool), 3); /* their time is far from over */
    ck_assert_int_eq(ran, 1);
    pp_destroy(pool);
}

TEST(shrinks_to_core, "Surplus workers end after their time; core workers stay")
{
    policy_pool *pool = create(2, 4, 1, 20, PP_ABORT);

    for (int i = 0; i < 2; i++) {
        pp_submit(pool, hold, NULL);
        sem_wait(&begun);
    }
    ck_assert(pp_submit(pool, count, NULL));
    for (int i = 0; i < 2; i++) {
        ck_assert(pp_submit(pool, hold, NULL));
        sem_wait(&begun);
    }
    for (int i = 0; i < 4; i++)
        sem_post(&gate);
    pp_wait(pool);
    for (int i = 0; i < 200 && pp_workers(pool) > 2; i++)
        pause_ms(10);
    pause_ms(60); /* three times as long as a surplus worker would stay */
    size_t left = pp_workers(pool);
    ck_assert_msg(left == 2, "core is 2, and %zu workers are left", left);
    for (int i = 0; i < 2; i++) {
        pp_submit(pool, hold, NULL);
        sem_wait(&begun); /* each of the two takes one */
    }
    sem_post(&gate);
    sem_post(&gate);
    pp_destroy(pool);
}

/* Who forgets one always forgets some here; who is late with one is so only
 * now and then. */
STRESS(joins_all, "Every thread that the pool started is joined at the end")
{
    policy_pool *pool = create(1, 3, 1, 5, PP_ABORT);

    pp_submit(pool, hold, NULL);
    sem_wait(&begun);
    ck_assert(pp_submit(pool, count, NULL));
    for (int i = 0; i < 2; i++) {
        ck_assert(pp_submit(pool, hold, NULL));
        sem_wait(&begun);
    }
    for (int i = 0; i < 3; i++)
        sem_post(&gate);
    for (int i = 0; i < 200 && pp_workers(pool) > 1; i++)
        pause_ms(5);
    pp_destroy(pool);
    size_t made = tl_threads_created(), joined = tl_threads_joined();
    ck_assert_msg(made == joined, "%zu of %zu threads were joined", joined,
                  made);
}

TEST(falls_back, "Where no thread can be started the policy decides")
{
    policy_pool *pool = create(1, 2, 1, LONG_MS, PP_CALLER_RUNS);

    pp_submit(pool, hold, NULL);
    sem_wait(&begun);
    ck_assert(pp_submit(pool, count, NULL));
    tl_fail_thread(1);
    bool result = pp_submit(pool, count, NULL);
    tl_fail_thread(0);
    int here = ran;
    size_t workers = pp_workers(pool);
    sem_post(&gate);
    pp_wait(pool);
    pp_destroy(pool);
    ck_assert_msg(result && here == 1, "the caller did not run the task");
    ck_assert_msg(workers == 1, "%zu workers are counted, there is 1", workers);
    ck_assert_int_eq(ran, 2);
}
