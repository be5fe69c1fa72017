/* Where the order of threads matters it is forced: work waits at a gate that
 * another thread of the test opens, or until all threads have come. Results of
 * several threads that run at once are looked at in the STRESS and by the
 * explorer only. */
#include "threadlings.h"

#include "first_thread.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

enum {
    UNTOUCHED = 4711,
    ROOM = 1 << 17, /* on the stack */
};

/* An answer that does not join leaves a thread behind that writes to where its
 * struct was. These two put the answer's frames far below those of the test, so
 * that nothing is there any more by then, and the test can tell what is wrong.
 */
__attribute__((noinline)) static int run(ft_work *work, long arg, long *result)
{
    volatile char room[ROOM];

    room[0] = 0;
    int error = ft_run(work, arg, result);
    room[ROOM - 1] = room[0];
    return error;
}

__attribute__((noinline)) static int run_each(ft_work *work, size_t n,
                                              long results[])
{
    volatile char room[ROOM];

    room[0] = 0;
    int error = ft_run_each(work, n, results);
    room[ROOM - 1] = room[0];
    return error;
}

static void ran(int error, const char *call)
{
    ck_assert_msg(error == 0, "%s returned %d (%s), not 0", call, error,
                  strerror(error));
}

static void all_joined(const char *call)
{
    size_t created = tl_threads_created(), joined = tl_threads_joined();

    ck_assert_msg(created == joined,
                  "%s created threads: %zu. When it returned, joined were: %zu",
                  call, created, joined);
}

/* ------------------------------------------------------------------ one thread
 */

static long times_six(long arg)
{
    return arg * 6;
}

TEST(brings_the_result, "ft_run gives back what work returned")
{
    long result = UNTOUCHED;

    ran(run(times_six, 7, &result), "ft_run");
    ck_assert_msg(result == 42, "work(7) returned 42, but *result is %ld",
                  result);
}

static pthread_t self;
static bool elsewhere;

static long compare_threads(long arg)
{
    elsewhere = !pthread_equal(self, pthread_self());
    return arg;
}

TEST(in_a_new_thread, "ft_run calls work in a new thread, and joins it")
{
    long result = UNTOUCHED;

    self = pthread_self();
    ran(run(compare_threads, 1, &result), "ft_run");
    ck_assert_msg(elsewhere, "ft_run called work in the thread that called it");
    ck_assert_msg(tl_threads_created() == 1, "ft_run created %zu threads",
                  tl_threads_created());
    all_joined("ft_run");
}

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool opened;

static long wait_at_gate(long arg)
{
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return arg;
}

/* The thread that locks the gate has to unlock it, too. */
static atomic_bool locked;

static void *keep_gate(void *arg)
{
    pthread_mutex_lock(&gate);
    atomic_store(&locked, true);
    nanosleep(&(struct timespec){.tv_nsec = 30000000}, NULL);
    atomic_store(&opened, true);
    pthread_mutex_unlock(&gate);
    return arg;
}

TEST(waits_for_it, "ft_run returns when work has returned, not before")
{
    long result = UNTOUCHED;
    pthread_t keeper;

    ck_assert_int_eq(pthread_create(&keeper, NULL, keep_gate, NULL), 0);
    while (!atomic_load(&locked))
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    int error = run(wait_at_gate, 5, &result);
    bool early = !atomic_load(&opened);
    pthread_join(keeper, NULL);
    ran(error, "ft_run");
    ck_assert_msg(!early, "ft_run returned while work was still running");
    ck_assert_msg(result == 5, "work(5) returned 5, but *result is %ld",
                  result);
}

static long same(long arg)
{
    return arg;
}

TEST(any_number, "Any long can go in and come out")
{
    static const long numbers[] = {0, -1, 1, INT_MAX + 1L, LONG_MIN, LONG_MAX};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        long result = UNTOUCHED;
        ran(run(same, numbers[i], &result), "ft_run");
        ck_assert_msg(result == numbers[i],
                      "work(%ld) returned %ld, but *result is %ld", numbers[i],
                      numbers[i], result);
    }
}

static void has_failed(int error, const char *call)
{
    ck_assert_msg(error != EINTR,
                  "%s returned what was in errno before the call. The error of "
                  "pthread_create was EAGAIN (%d)",
                  call, EAGAIN);
    ck_assert_msg(error == EAGAIN,
                  "pthread_create failed with EAGAIN (%d), and %s returned %d",
                  EAGAIN, call, error);
}

TEST(no_thread, "When the thread cannot be created, ft_run says why")
{
    long result = UNTOUCHED;

    errno = EINTR; /* of some earlier call: it means nothing here */
    tl_fail_thread(1);
    int error = run(same, 1, &result);
    tl_fail_thread(0);
    has_failed(error, "ft_run");
    ck_assert_msg(result == UNTOUCHED,
                  "ft_run failed, but changed *result to %ld", result);
}

/* ---------------------------------------------------------------- many threads
 */

TEST(each_of_one, "ft_run_each with n = 1 calls work(0)")
{
    long results[] = {UNTOUCHED, UNTOUCHED};

    ran(run_each(times_six, 1, results), "ft_run_each");
    ck_assert_msg(results[0] == 0, "work(0) returned 0, but results[0] is %ld",
                  results[0]);
    ck_assert_msg(results[1] == UNTOUCHED, "n is 1, and results[1] changed");
    all_joined("ft_run_each");
}

TEST(each_of_none, "ft_run_each with n = 0 creates no thread and returns 0")
{
    long results[] = {UNTOUCHED};

    ran(run_each(times_six, 0, results), "ft_run_each");
    ck_assert_msg(tl_threads_created() == 0, "threads created: %zu",
                  tl_threads_created());
    ck_assert_msg(results[0] == UNTOUCHED, "n is 0, and results[0] changed");
}

TEST(too_many, "ft_run_each with n above FT_MAX returns EINVAL, no thread")
{
    static long results[FT_MAX + 1];
    int error = run_each(times_six, FT_MAX + 1, results);

    ck_assert_msg(error == EINVAL, "it returned %d, not EINVAL (%d)", error,
                  EINVAL);
    ck_assert_msg(tl_threads_created() == 0, "threads created: %zu",
                  tl_threads_created());
}

/* Nobody leaves before all have come. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int expected, present; /* guarded by lock */

static long meet(long arg)
{
    pthread_mutex_lock(&lock);
    present++;
    pthread_cond_broadcast(&changed);
    while (present < expected)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    return arg;
}

TEST(all_at_once, "The threads of ft_run_each run at the same time")
{
    long results[FT_MAX];

    expected = FT_MAX;
    ran(run_each(meet, FT_MAX, results), "ft_run_each");
    ck_assert_msg(present == FT_MAX, "n is %d, and work was called %d times",
                  FT_MAX, present);
    ck_assert_msg(tl_threads_created() == FT_MAX,
                  "n is %d, and threads created were: %zu", FT_MAX,
                  tl_threads_created());
    all_joined("ft_run_each");
}

TEST(half_way, "When a thread cannot be created, the ones before it are joined")
{
    long results[4];

    for (size_t n = 1; n <= 4; n++) {
        errno = EINTR;
        tl_fail_thread(n);
        int error = run_each(times_six, 4, results);
        tl_fail_thread(0);
        has_failed(error, "ft_run_each");
        all_joined("ft_run_each");
    }
}

static long add_100(long arg)
{
    return arg + 100;
}

STRESS(right_results, "results[i] is what work(i) returned")
{
    size_t rounds = tl_rounds(50);
    long results[FT_MAX];

    for (size_t round = 0; round < rounds; round++) {
        ran(run_each(add_100, FT_MAX, results), "ft_run_each");
        for (long i = 0; i < FT_MAX; i++)
            ck_assert_msg(results[i] == i + 100,
                          "work(%ld) returned %ld, but results[%ld] is %ld", i,
                          i + 100, i, results[i]);
    }
}
