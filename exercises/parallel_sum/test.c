/* `value` notes which items it was called for, or makes its callers wait for
 * each other. */
#include "threadlings.h"

#include "parallel_sum.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

enum {
    UNTOUCHED = 4711,
    MAX = 64,
};

/* An answer that does not join leaves threads behind that write to where its
 * structs were. This puts its frames far below those of the test, so that
 * nothing is there any more by then, and the test can tell what is wrong. */
__attribute__((noinline)) static int call(const int *items, size_t n,
                                          size_t threads, ps_value *value,
                                          long long *sum)
{
    enum { ROOM = 1 << 17 };
    volatile char room[ROOM];

    room[0] = 0;
    int error = parallel_sum(items, n, threads, value, sum);
    room[ROOM - 1] = room[0];
    return error;
}

static long long itself(int item)
{
    return item;
}

static long long sum_of(const int *items, size_t n, size_t threads,
                        ps_value *value)
{
    long long sum = UNTOUCHED;
    int error = call(items, n, threads, value, &sum);

    ck_assert_msg(error == 0, "items: %zu, threads: %zu. It returned %d (%s)",
                  n, threads, error, strerror(error));
    size_t created = tl_threads_created(), joined = tl_threads_joined();
    ck_assert_msg(created == joined,
                  "threads created: %zu. When parallel_sum returned, joined "
                  "were: %zu",
                  created, joined);
    return sum;
}

static void expect(const int *items, size_t n, size_t threads, ps_value *value,
                   long long expected)
{
    long long sum = sum_of(items, n, threads, value);

    ck_assert_msg(sum == expected,
                  "items: %zu, threads: %zu. The sum is %lld, and came out as "
                  "%lld",
                  n, threads, expected, sum);
}

TEST(one_thread, "One thread adds up all items")
{
    static const int items[] = {1, 2, 3, 4};

    expect(items, 4, 1, itself, 10);
    expect(items, 1, 1, itself, 1);
}

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool locked, opened;

static long long wait_at_gate(int item)
{
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return item;
}

static void *keep_gate(void *arg)
{
    pthread_mutex_lock(&gate);
    atomic_store(&locked, true);
    nanosleep(&(struct timespec){.tv_nsec = 30000000}, NULL);
    atomic_store(&opened, true);
    pthread_mutex_unlock(&gate);
    return arg;
}

TEST(waits_for_all, "It returns when every item has been valued, not before")
{
    static const int items[] = {1, 2};
    long long sum = UNTOUCHED;
    pthread_t keeper;

    ck_assert_int_eq(pthread_create(&keeper, NULL, keep_gate, NULL), 0);
    while (!atomic_load(&locked))
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    int error = call(items, 2, 1, wait_at_gate, &sum);
    bool early = !atomic_load(&opened);
    pthread_join(keeper, NULL);
    ck_assert_msg(error == 0, "it returned %d (%s)", error, strerror(error));
    ck_assert_msg(!early, "it returned while an item was still being valued");
    ck_assert_msg(sum == 3, "the sum is 3, and came out as %lld", sum);
}

/* Item i is worth 2 to the power of i: the sum shows who was counted. */
static atomic_int calls[MAX];

static long long count_calls(int item)
{
    atomic_fetch_add_explicit(&calls[item], 1, memory_order_relaxed);
    return 1LL << item;
}

static void each_once(size_t n, size_t threads)
{
    int items[MAX];

    for (size_t i = 0; i < n; i++) {
        items[i] = (int)i;
        calls[i] = 0;
    }
    long long sum = sum_of(items, n, threads, count_calls);
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(
            calls[i] == 1,
            "items: %zu, threads: %zu. items[%zu] was valued %d times", n,
            threads, i, atomic_load(&calls[i]));
    ck_assert_msg(sum == (1LL << n) - 1,
                  "items: %zu, threads: %zu. Each was valued once, but the sum "
                  "%lld came out as %lld",
                  n, threads, (1LL << n) - 1, sum);
}

TEST(no_items, "The sum of no items is 0, and needs no thread")
{
    expect(NULL, 0, 1, itself, 0);
    expect(NULL, 0, 4, itself, 0);
    ck_assert_msg(tl_threads_created() == 0, "threads created: %zu",
                  tl_threads_created());
}

TEST(every_item_once, "Each item is valued once")
{
    for (size_t n = 1; n <= 12; n++)
        each_once(n, 1);
}

STRESS(shared_items, "Each item is valued once, however they are shared")
{
    for (size_t n = 1; n <= 12; n++) {
        for (size_t threads = 2; threads <= 6; threads++)
            each_once(n, threads);
    }
}

TEST(few_items, "It creates no more threads than there are items")
{
    static const int items[] = {1, 2, 3};
    static const size_t threads[] = {4, 40, SIZE_MAX / 64, SIZE_MAX};

    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        size_t before = tl_threads_created();
        sum_of(items, 3, threads[i], itself);
        size_t created = tl_threads_created() - before;
        ck_assert_msg(created <= 3, "items: 3, threads: %zu. Created were %zu",
                      threads[i], created);
    }
}

TEST(few_threads, "It uses no more threads than it was told to")
{
    static const int items[12];

    for (size_t threads = 1; threads <= 3; threads++) {
        size_t before = tl_threads_created();
        sum_of(items, 12, threads, itself);
        size_t created = tl_threads_created() - before;
        ck_assert_msg(created <= threads, "threads: %zu. Created were %zu",
                      threads, created);
    }
}

static long long large(int item)
{
    return item * 4000000000LL + 1;
}

TEST(large_values,
     "Sums that no int can hold are right, and so are negative ones")
{
    static const int items[] = {2000000000, 10, -7, 200000, 3, 1};
    static const int equal[] = {2000000000, 2000000000, 2000000000, -1};

    expect(items, 6, 1, large, 2000200007LL * 4000000000LL + 6);
    expect(equal, 4, 1, itself, 5999999999LL);
}

/* The calls of `value` come in waves: each waits until as many are there as can
 * be at the same time, or as are left. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static size_t arrived, total, width; /* guarded by lock */

static long long meet(int item)
{
    pthread_mutex_lock(&lock);
    size_t wave_end = (arrived / width + 1) * width;

    if (wave_end > total)
        wave_end = total;
    arrived++;
    pthread_cond_broadcast(&changed);
    while (arrived < wave_end)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    return item;
}

static void in_waves(size_t n, size_t threads)
{
    static const int items[MAX];

    arrived = 0;
    total = n;
    width = threads;
    expect(items, n, threads, meet, 0);
}

TEST(at_the_same_time, "As many items are valued at the same time as threads")
{
    in_waves(2, 2);
    in_waves(4, 4);
    in_waves(8, 4);
}

TEST(evenly, "The parts are even: 7 items with 4 threads take two rounds")
{
    in_waves(3, 2);
    in_waves(7, 4);
    in_waves(11, 4);
}

TEST(zero_threads, "With 0 threads it returns EINVAL and leaves *sum alone")
{
    static const int items[] = {1};
    long long sum = UNTOUCHED;
    int error = call(items, 1, 0, itself, &sum);

    ck_assert_msg(error == EINVAL, "it returned %d, not EINVAL (%d)", error,
                  EINVAL);
    ck_assert_msg(sum == UNTOUCHED, "*sum is %lld now", sum);
}

TEST(no_thread, "When a thread cannot be created the sum is still right")
{
    for (size_t n = 1; n <= 6; n++) {
        tl_fail_thread(1);
        each_once(n, 1);
        tl_fail_thread(0);
    }
}

STRESS(one_thread_less, "The sum is also right when a later thread is missing")
{
    for (size_t fails = 1; fails <= 4; fails++) {
        tl_fail_thread(fails);
        each_once(10, 4);
        tl_fail_thread(0);
    }
}

TEST(no_memory, "When memory is out it returns ENOMEM and values nothing")
{
    static const int items[] = {0, 1, 2, 3, 4};

    for (size_t fails = 1; fails <= 16; fails++) {
        long long sum = UNTOUCHED;
        for (size_t i = 0; i < 5; i++)
            calls[i] = 0;
        tl_fail_allocation(fails);
        int error = call(items, 5, 3, count_calls, &sum);
        if (tl_fail_allocation(0) < fails) { /* nothing has failed */
            ck_assert_msg(error == 0, "it returned %d (%s)", error,
                          strerror(error));
            return;
        }
        ck_assert_msg(error == ENOMEM,
                      "allocation %zu failed, and it returned %d, not ENOMEM "
                      "(%d)",
                      fails, error, ENOMEM);
        ck_assert_msg(sum == UNTOUCHED,
                      "it returned ENOMEM, and *sum is %lld now", sum);
        for (size_t i = 0; i < 5; i++)
            ck_assert_msg(calls[i] == 0,
                          "it returned ENOMEM, and items[%zu] was valued", i);
    }
}

STRESS(many_items, "The sum of many items is right with several threads")
{
    static int items[100000];
    size_t n = tl_rounds(100000);
    long long expected = 0;

    for (size_t i = 0; i < n; i++) {
        items[i] = (int)(i * 7919 % 10007);
        expected += items[i];
    }
    for (size_t threads = 2; threads <= 8; threads += 3)
        expect(items, n, threads, itself, expected);
}
