/* Where a test pauses, other threads get time to go as far as they can: to fall
 * asleep, or to go wrong. A correct semaphore passes however long a pause is.
 */
#include "threadlings.h"

#include "counting_semaphore.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum {
    MANY = 1000,   /* a highest value that no test comes to */
    FAR_MS = 6000, /* no test takes that long, unless something is wrong */
};

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){0, ms * 1000000L}, NULL);
}

static struct timespec in_ms(long ms)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_nsec += ms % 1000 * 1000000L;
    t.tv_sec += ms / 1000 + t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return t;
}

static double ms_until_now(const struct timespec *from)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (double)(now.tv_sec - from->tv_sec) * 1e3 +
           (double)(now.tv_nsec - from->tv_nsec) / 1e6;
}

static counting_semaphore *create(unsigned value, unsigned max)
{
    counting_semaphore *s = csem_create(value, max);

    ck_assert_msg(s != NULL, "csem_create(%u, %u) returned NULL", value, max);
    return s;
}

static void post(counting_semaphore *s)
{
    ck_assert_msg(csem_post(s), "csem_post returned false below the maximum");
}

/* Takes all there is, and says how much that was. */
static unsigned take_all(counting_semaphore *s)
{
    unsigned n = 0;

    while (n < MANY && csem_try_wait(s))
        n++;
    return n;
}

static void expect_value(counting_semaphore *s, unsigned value)
{
    unsigned n = take_all(s);

    ck_assert_msg(n == value, "%u could be taken, where the value was %u", n,
                  value);
}

/* A thread that waits. */
struct waiter {
    counting_semaphore *s;
    pthread_t thread;
    atomic_bool done;
    bool taken;
    struct timespec deadline; /* tv_sec 0: none */
};

static void *wait_thread(void *arg)
{
    struct waiter *w = arg;

    w->taken = true;
    if (w->deadline.tv_sec)
        w->taken = csem_timed_wait(w->s, &w->deadline);
    else
        csem_wait(w->s);
    atomic_store(&w->done, true);
    return NULL;
}

static void start(struct waiter *w)
{
    ck_assert_int_eq(pthread_create(&w->thread, NULL, wait_thread, w), 0);
}

static void join(struct waiter *w)
{
    ck_assert_int_eq(pthread_join(w->thread, NULL), 0);
}

TEST(begins_with_its_value, "A new semaphore has the value that was asked for")
{
    for (unsigned value = 0; value < 4; value++) {
        counting_semaphore *s = create(value, 4);
        expect_value(s, value);
        csem_destroy(s);
    }
}

TEST(counts, "Each post adds one, each wait takes one")
{
    counting_semaphore *s = create(1, MANY);

    post(s);
    post(s);
    csem_wait(s);
    expect_value(s, 2);
    post(s);
    csem_wait(s);
    expect_value(s, 0);
    csem_destroy(s);
}

TEST(never_above_its_maximum, "At the maximum csem_post changes nothing")
{
    counting_semaphore *s = create(1, 2);

    post(s);
    ck_assert_msg(!csem_post(s), "csem_post returned true at the maximum");
    ck_assert_msg(!csem_post(s), "csem_post returned true at the maximum");
    expect_value(s, 2);
    post(s);
    expect_value(s, 1);
    csem_destroy(s);
}

static void refused(counting_semaphore *s, int why, int expected,
                    const char *name)
{
    ck_assert_msg(s == NULL, "csem_create returned a semaphore, not NULL");
    ck_assert_msg(why == expected,
                  "csem_create returned NULL, but errno is %d (%s), not %s",
                  why, strerror(why), name);
}

TEST(refuses_wrong_values, "A maximum of 0, or a value above it, is refused")
{
    errno = 0;
    counting_semaphore *s = csem_create(0, 0);
    refused(s, errno, EINVAL, "EINVAL");
    errno = 0;
    s = csem_create(3, 2);
    refused(s, errno, EINVAL, "EINVAL");
}

TEST(no_memory, "Without memory csem_create returns NULL")
{
    tl_fail_allocation(1);
    errno = 0;
    counting_semaphore *s = csem_create(0, 1);
    int why = errno;
    tl_fail_allocation(0);
    refused(s, why, ENOMEM, "ENOMEM");
    csem_destroy(NULL);
}

TEST(wait_sleeps_until_a_post, "csem_wait returns when there is one to take")
{
    struct waiter w = {.s = create(0, 1)};

    start(&w);
    pause_ms(30);
    bool early = atomic_load(&w.done);
    post(w.s);
    join(&w);
    ck_assert_msg(!early, "csem_wait returned, and the value was 0");
    expect_value(w.s, 0);
    csem_destroy(w.s);
}

TEST(expects_spurious_wakeups, "A sleeper may wake up without a reason")
{
    struct waiter w = {.s = create(0, 2)};
    struct waiter timed = {.s = w.s, .deadline = in_ms(FAR_MS)};

    tl_spurious_wakeups(true);
    start(&w);
    start(&timed);
    pause_ms(40);
    bool early = atomic_load(&w.done),
         early_timed =
             atomic_load(&timed.done) && ms_until_now(&timed.deadline) < 0;
    tl_spurious_wakeups(false);
    post(w.s);
    post(w.s);
    join(&w);
    join(&timed);
    ck_assert_msg(!early, "csem_wait returned, and the value was 0");
    ck_assert_msg(!early_timed,
                  "csem_timed_wait returned %s before its "
                  "deadline, and the value was 0",
                  timed.taken ? "true" : "false");
    expect_value(w.s, 0);
    csem_destroy(w.s);
}

TEST(wakes_every_sleeper, "As many posts as sleepers wake up all of them")
{
    enum { SLEEPERS = 4 };
    counting_semaphore *s = create(0, SLEEPERS);
    struct waiter w[SLEEPERS];

    for (int i = 0; i < SLEEPERS; i++) {
        w[i] = (struct waiter){.s = s};
        start(&w[i]);
    }
    pause_ms(30);
    for (int i = 0; i < SLEEPERS; i++)
        post(s);
    for (int i = 0; i < SLEEPERS; i++)
        join(&w[i]);
    expect_value(s, 0);
    csem_destroy(s);
}

/* A semaphore of its own for each: the sleeper that began later would get the
 * other one's signal. */
TEST(semaphores_do_not_mix, "A post wakes up a sleeper of that semaphore")
{
    struct waiter first = {.s = create(0, 1)}, second = {.s = create(0, 1)};

    start(&first);
    pause_ms(20);
    start(&second);
    pause_ms(20);
    post(second.s);
    join(&second);
    post(first.s);
    join(&first);
    csem_destroy(first.s);
    csem_destroy(second.s);
}

TEST(try_does_not_wait,
     "csem_try_wait returns false at once when there is none")
{
    counting_semaphore *s = create(0, 1);

    ck_assert_msg(!csem_try_wait(s), "csem_try_wait returned true at 0");
    post(s);
    ck_assert_msg(csem_try_wait(s), "csem_try_wait returned false at 1");
    ck_assert_msg(!csem_try_wait(s), "csem_try_wait returned true at 0");
    csem_destroy(s);
}

TEST(gives_up_at_the_deadline,
     "csem_timed_wait gives up when the time has come")
{
    counting_semaphore *s = create(0, 1);
    struct timespec past = in_ms(0), soon = in_ms(50);

    past.tv_sec -= 10;
    ck_assert_msg(!csem_timed_wait(s, &past),
                  "csem_timed_wait returned true at 0");
    ck_assert_msg(!csem_timed_wait(s, &soon),
                  "csem_timed_wait returned true at 0");
    ck_assert_msg(ms_until_now(&soon) >= 0,
                  "csem_timed_wait gave up %.0f ms before its deadline",
                  -ms_until_now(&soon));
    post(s);
    ck_assert_msg(csem_timed_wait(s, &past),
                  "csem_timed_wait returned false at 1: it looked at the "
                  "deadline first");
    expect_value(s, 0);
    csem_destroy(s);
}

TEST(a_post_ends_a_timed_wait,
     "csem_timed_wait returns when there is one to take")
{
    struct waiter w = {.s = create(0, 1), .deadline = in_ms(FAR_MS)};

    start(&w);
    pause_ms(30);
    bool early = atomic_load(&w.done) && ms_until_now(&w.deadline) < 0;
    post(w.s);
    join(&w);
    ck_assert_msg(!early, "csem_timed_wait returned long before its deadline");
    ck_assert_msg(w.taken, "csem_timed_wait returned false, and there was one");
    expect_value(w.s, 0);
    csem_destroy(w.s);
}

static void *wait_and_measure(void *arg)
{
    counting_semaphore *const *s = arg;
    static double used;
    struct timespec t, deadline = in_ms(40);

    csem_timed_wait(s[0], &deadline);
    csem_wait(s[1]);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    used = (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
    return &used;
}

TEST(waits_asleep, "Who waits sleeps, and uses no processor time")
{
    counting_semaphore *s[2] = {create(0, 1), create(0, 1)};
    pthread_t thread;
    void *used;

    ck_assert_int_eq(pthread_create(&thread, NULL, wait_and_measure, s), 0);
    pause_ms(80);
    post(s[1]);
    pthread_join(thread, &used);
    ck_assert_msg(*(double *)used < 6,
                  "waiting for 80 ms took %.0f ms of processor time",
                  *(double *)used);
    csem_destroy(s[0]);
    csem_destroy(s[1]);
}

/* A buffer of a few places, with two semaphores that count what is free and
 * what is full, and one that lets one thread at a time to it. */
static counting_semaphore *is_free, *is_full, *mutex;
static int buffered, most, taken[2];
static size_t each;

static void *produce(void *arg)
{
    for (size_t i = 0; i < each; i++) {
        csem_wait(is_free);
        csem_wait(mutex);
        buffered++;
        most = buffered > most ? buffered : most;
        csem_post(mutex);
        csem_post(is_full);
    }
    return arg;
}

static void *consume(void *arg)
{
    for (size_t i = 0; i < each; i++) {
        csem_wait(is_full);
        csem_wait(mutex);
        buffered--;
        ++*(int *)arg;
        csem_post(mutex);
        csem_post(is_free);
    }
    return arg;
}

STRESS(guards_a_buffer, "Three semaphores make a bounded buffer")
{
    enum { PLACES = 3 };
    pthread_t t[4];

    each = tl_rounds(4000);
    is_free = create(PLACES, PLACES);
    is_full = create(0, PLACES);
    mutex = create(1, 1);
    for (int i = 0; i < 2; i++) {
        pthread_create(&t[i], NULL, produce, NULL);
        pthread_create(&t[2 + i], NULL, consume, &taken[i]);
    }
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    ck_assert_msg(buffered == 0 && most <= PLACES,
                  "%d are left in the buffer, and it held up to %d of %d",
                  buffered, most, PLACES);
    csem_destroy(is_free);
    csem_destroy(is_full);
    csem_destroy(mutex);
}
