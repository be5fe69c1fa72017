/* Where a test pauses, other threads get time to go as far as they can: to fall
 * asleep, or to go wrong. A correct buffer passes however long a pause is. */
#include "threadlings.h"

#include "bounded_buffer.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

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

static bounded_buffer *create(size_t capacity)
{
    bounded_buffer *b = bb_create(capacity);

    ck_assert_msg(b != NULL, "bb_create(%zu) returned NULL", capacity);
    return b;
}

/* What a bb_create that has to fail returned, and left in errno. */
static void failed(bounded_buffer *b, int why, int expected, const char *name)
{
    ck_assert_msg(b == NULL, "bb_create returned a buffer, not NULL");
    ck_assert_msg(why == expected,
                  "bb_create returned NULL, but errno is %d (%s), not %s", why,
                  strerror(why), name);
}

#define FAILED(b, why, expected) failed(b, why, expected, #expected)

static void put(bounded_buffer *b, int value)
{
    ck_assert_msg(bb_put(b, value),
                  "bb_put(%d) returned false, but the buffer is open", value);
}

static void expect_next(bounded_buffer *b, int expected)
{
    int value = ~expected;

    ck_assert_msg(bb_get(b, &value),
                  "bb_get returned false, but %d should come out", expected);
    ck_assert_msg(value == expected, "%d came out, but %d should have", value,
                  expected);
}

static void expect_nothing_left(bounded_buffer *b)
{
    int value = 0;

    ck_assert_msg(!bb_get(b, &value),
                  "bb_get returned true with %d, but the buffer is closed and "
                  "nothing should be in it",
                  value);
}

/* A thread of the test that makes one call, and what came of it. */
struct caller {
    bounded_buffer *b;
    int value;
    bool result;
    atomic_bool done;
    pthread_t thread;
};

static void *call_put(void *arg)
{
    struct caller *c = arg;

    c->result = bb_put(c->b, c->value);
    atomic_store(&c->done, true);
    return NULL;
}

static void *call_get(void *arg)
{
    struct caller *c = arg;

    c->result = bb_get(c->b, &c->value);
    atomic_store(&c->done, true);
    return NULL;
}

/* By the time that these three act, the test's own thread sleeps in a call. */
static void *put_later(void *arg)
{
    struct caller *c = arg;

    pause_ms(100);
    atomic_store(&c->done, true);
    c->result = bb_put(c->b, c->value);
    return NULL;
}

static void *get_later(void *arg)
{
    struct caller *c = arg;

    pause_ms(100);
    atomic_store(&c->done, true);
    c->result = bb_get(c->b, &c->value);
    return NULL;
}

static void *close_later(void *arg)
{
    struct caller *c = arg;

    pause_ms(60);
    bb_close(c->b);
    return NULL;
}

static void run(struct caller *c, void *(*body)(void *))
{
    ck_assert_int_eq(pthread_create(&c->thread, NULL, body, c), 0);
}

static void join(struct caller *c)
{
    ck_assert_int_eq(pthread_join(c->thread, NULL), 0);
}

TEST(refuses_zero, "Capacity 0: NULL, and errno is EINVAL")
{
    errno = 0;
    bounded_buffer *b = bb_create(0);
    FAILED(b, errno, EINVAL);
}

TEST(destroys_nothing, "bb_destroy(NULL) is fine")
{
    bb_destroy(NULL);
}

TEST(keeps_order, "The oldest value comes out first")
{
    bounded_buffer *b = create(3);
    int in = 0, out = 0;

    /* Round and round, with one, two and three values inside. */
    for (int inside = 1; inside <= 3; inside++) {
        for (int round = 0; round < 4; round++) {
            while (in - out < inside)
                put(b, in++);
            expect_next(b, out++);
        }
    }
    while (out < in)
        expect_next(b, out++);
    bb_destroy(b);
}

TEST(takes_any_value, "Every int is a value")
{
    static const int values[] = {0, -1, INT_MIN, INT_MAX, 1};
    enum { N = sizeof values / sizeof values[0] };
    bounded_buffer *b = create(N);

    for (int i = 0; i < N; i++)
        put(b, values[i]);
    for (int i = 0; i < N; i++)
        expect_next(b, values[i]);
    bb_destroy(b);
}

TEST(holds_its_capacity, "`capacity` values go in before anybody takes one out")
{
    for (int capacity = 1; capacity <= 5; capacity++) {
        bounded_buffer *b = create((size_t)capacity);
        for (int i = 0; i < capacity; i++)
            put(b, i);
        for (int i = 0; i < capacity; i++)
            expect_next(b, i);
        bb_destroy(b);
    }
}

TEST(sleeps_while_full, "bb_put sleeps while the buffer is full, then goes on")
{
    bounded_buffer *b = create(2);
    struct caller taker = {.b = b};

    put(b, 1);
    put(b, 2);
    run(&taker, get_later);
    clock_t before = clock();
    bool stored = bb_put(b, 3);
    double used = ms_since(before);
    bool early = !atomic_load(&taker.done);
    join(&taker);
    ck_assert_msg(!early, "bb_put returned %s while the buffer was full",
                  stored ? "true" : "false");
    ck_assert_msg(stored, "bb_put returned false, but the buffer is open");
    ck_assert_msg(taker.result && taker.value == 1,
                  "the oldest value did not come out");
    expect_next(b, 2);
    expect_next(b, 3);
    ck_assert_msg(used < ASLEEP_MS,
                  "bb_put used %.0f ms of processor time while it waited",
                  used);
    bb_destroy(b);
}

TEST(sleeps_while_empty,
     "bb_get sleeps while the buffer is empty, then goes on")
{
    bounded_buffer *b = create(2);
    struct caller putter = {.b = b, .value = 5};
    int value = 0;

    run(&putter, put_later);
    clock_t before = clock();
    bool taken = bb_get(b, &value);
    double used = ms_since(before);
    bool early = !atomic_load(&putter.done);
    join(&putter);
    ck_assert_msg(!early, "bb_get returned %s while the buffer was empty",
                  taken ? "true" : "false");
    ck_assert_msg(taken, "bb_get returned false, but the buffer is open");
    ck_assert_msg(value == 5, "5 was put, and %d came out", value);
    ck_assert_msg(used < ASLEEP_MS,
                  "bb_get used %.0f ms of processor time while it waited",
                  used);
    bb_destroy(b);
}

TEST(get_expects_spurious_wakeups,
     "Who sleeps in bb_get may wake up without a reason")
{
    bounded_buffer *b = create(1);
    struct caller getter = {.b = b};

    tl_spurious_wakeups(true);
    run(&getter, call_get);
    pause_ms(50);
    bool early = atomic_load(&getter.done);
    tl_spurious_wakeups(false);
    ck_assert_msg(!early, "bb_get returned %s, but the buffer is still empty",
                  getter.result ? "true" : "false");
    put(b, 7);
    join(&getter);
    ck_assert_msg(getter.result && getter.value == 7,
                  "7 was put, and bb_get did not get it");
    bb_destroy(b);
}

TEST(put_expects_spurious_wakeups,
     "Who sleeps in bb_put may wake up without a reason")
{
    bounded_buffer *b = create(1);
    struct caller putter = {.b = b, .value = 8};

    put(b, 7);
    tl_spurious_wakeups(true);
    run(&putter, call_put);
    pause_ms(50);
    bool early = atomic_load(&putter.done);
    tl_spurious_wakeups(false);
    ck_assert_msg(!early, "bb_put returned %s, but the buffer is still full",
                  putter.result ? "true" : "false");
    expect_next(b, 7);
    expect_next(b, 8);
    join(&putter);
    bb_destroy(b);
}

TEST(drains, "After bb_close what is in still comes out, then bb_get is false")
{
    bounded_buffer *b = create(3);

    for (int i = 1; i <= 3; i++)
        put(b, i);
    bb_close(b);
    for (int i = 1; i <= 3; i++)
        expect_next(b, i);
    expect_nothing_left(b);
    expect_nothing_left(b);
    bb_destroy(b);
}

TEST(refuses_after_close, "After bb_close bb_put is false, and stores nothing")
{
    bounded_buffer *b = create(2);

    put(b, 1);
    bb_close(b);
    ck_assert_msg(!bb_put(b, 2), "bb_put returned true after bb_close");
    expect_next(b, 1);
    expect_nothing_left(b);
    ck_assert_msg(!bb_put(b, 3), "bb_put returned true after bb_close");
    expect_nothing_left(b);
    bb_destroy(b);
}

TEST(refuses_when_full_and_closed,
     "After bb_close bb_put is false at once, also if the buffer is full")
{
    bounded_buffer *b = create(1);

    put(b, 1);
    bb_close(b);
    ck_assert_msg(!bb_put(b, 2), "bb_put returned true after bb_close");
    expect_next(b, 1);
    expect_nothing_left(b);
    bb_destroy(b);
}

TEST(closes_twice, "Closing twice is fine")
{
    bounded_buffer *b = create(2);

    put(b, 1);
    bb_close(b);
    bb_close(b);
    expect_next(b, 1);
    bb_close(b);
    expect_nothing_left(b);
    bb_destroy(b);
}

/* The test's own thread is one of three that sleep. */
TEST(close_wakes_getters, "bb_close wakes everybody who sleeps in bb_get")
{
    bounded_buffer *b = create(1);
    struct caller others[2] = {{.b = b}, {.b = b}}, closer = {.b = b};
    int value = 0;

    for (int i = 0; i < 2; i++)
        run(&others[i], call_get);
    pause_ms(30);
    run(&closer, close_later);
    bool taken = bb_get(b, &value);
    join(&closer);
    for (int i = 0; i < 2; i++) {
        join(&others[i]);
        taken = taken || others[i].result;
    }
    ck_assert_msg(!taken, "bb_get returned true, but nothing was ever put");
    bb_destroy(b);
}

TEST(close_wakes_putters, "bb_close wakes everybody who sleeps in bb_put")
{
    bounded_buffer *b = create(1);
    struct caller others[2] = {{.b = b, .value = 2}, {.b = b, .value = 3}};
    struct caller closer = {.b = b};

    put(b, 1);
    for (int i = 0; i < 2; i++)
        run(&others[i], call_put);
    pause_ms(30);
    run(&closer, close_later);
    bool stored = bb_put(b, 4);
    join(&closer);
    for (int i = 0; i < 2; i++) {
        join(&others[i]);
        stored = stored || others[i].result;
    }
    ck_assert_msg(!stored, "bb_put returned true after bb_close woke it");
    expect_next(b, 1);
    expect_nothing_left(b);
    bb_destroy(b);
}

TEST(survives_lack_of_memory,
     "When memory is out, bb_create returns NULL with ENOMEM")
{
    for (size_t n = 1; n < 20; n++) {
        tl_fail_allocation(n);
        errno = 0;
        bounded_buffer *b = bb_create(4);
        int why = errno;
        size_t calls = tl_fail_allocation(0);
        if (calls < n) { /* it needed fewer: nothing has failed */
            ck_assert_msg(b != NULL, "bb_create(4) returned NULL");
            bb_destroy(b);
            return;
        }
        FAILED(b, why, ENOMEM);
    }
}

TEST(is_too_large, "More places than fit into memory: NULL with ENOMEM")
{
    errno = 0;
    bounded_buffer *b = bb_create(SIZE_MAX / sizeof(int) + 2);
    FAILED(b, errno, ENOMEM);
}

TEST(two_buffers, "Two buffers have nothing to do with each other")
{
    bounded_buffer *a = create(1), *b = create(2);

    put(a, 1);
    put(b, 2);
    bb_close(a);
    put(b, 3);
    expect_next(b, 2);
    expect_next(a, 1);
    expect_next(b, 3);
    expect_nothing_left(a);
    bb_destroy(a);
    bb_destroy(b);
}

/* Two that put, two that get. Each value comes out once, and each thread that
 * gets sees the values of one putter in the order in which they were put. */
enum { SIDES = 2, MOST = 20000 };
static bounded_buffer *shared;
static int each;
static atomic_int seen[SIDES][MOST];
static atomic_bool disordered;

static void *put_mine(void *arg)
{
    int me = *(const int *)arg;

    for (int i = 0; i < each; i++)
        bb_put(shared, me * MOST + i);
    return NULL;
}

static void *get_until_closed(void *arg)
{
    int last[SIDES] = {-1, -1}, value;

    while (bb_get(shared, &value)) {
        int from = value / MOST, i = value % MOST;
        if (from < 0 || from >= SIDES || i < 0 || i <= last[from]) {
            atomic_store(&disordered, true);
            continue;
        }
        last[from] = i;
        atomic_fetch_add(&seen[from][i], 1);
    }
    return arg;
}

STRESS(two_put_two_get, "Each value comes out once, and in order")
{
    static int ids[SIDES] = {0, 1};
    pthread_t putters[SIDES], getters[SIDES];

    each = (int)tl_rounds(MOST);
    shared = create(3);
    for (int i = 0; i < SIDES; i++) {
        ck_assert_int_eq(pthread_create(&putters[i], NULL, put_mine, &ids[i]),
                         0);
        ck_assert_int_eq(
            pthread_create(&getters[i], NULL, get_until_closed, NULL), 0);
    }
    for (int i = 0; i < SIDES; i++)
        pthread_join(putters[i], NULL);
    bb_close(shared);
    for (int i = 0; i < SIDES; i++)
        pthread_join(getters[i], NULL);
    for (int from = 0; from < SIDES; from++) {
        for (int i = 0; i < each; i++)
            ck_assert_msg(seen[from][i] == 1,
                          "value %d of thread %d came out %d times", i, from,
                          atomic_load(&seen[from][i]));
    }
    ck_assert_msg(!disordered,
                  "values of one thread came out in a wrong order");
    bb_destroy(shared);
}
