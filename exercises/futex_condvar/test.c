/* Where a test pauses, other threads get time to go as far as they can: to fall
 * asleep, or to go wrong. A correct answer passes however long a pause is.
 *
 * A wait may return for no reason, so all of them stand in loops. */
#include "threadlings.h"

#include "futex_condvar.h"

#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static futex_condvar c = FUTEX_CONDVAR_INIT;
static futex_condvar d = FUTEX_CONDVAR_INIT;
static int items; /* guarded by mutex, as all of these */
static int waiting;
static bool open;
static atomic_int returned; /* threads that have got what they waited for */

/* Processor time in 100 ms that still counts as asleep, and how often threads
 * may fall asleep meanwhile: one that sleeps for a millisecond and asks again
 * does so a hundred times. */
enum { ASLEEP_MS = 5, ASLEEP_TIMES = 30 };

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){0, ms * 1000000L}, NULL);
}

static pthread_t run(void *(*body)(void *), void *arg)
{
    pthread_t thread;

    ck_assert_int_eq(pthread_create(&thread, NULL, body, arg), 0);
    return thread;
}

static void join(pthread_t thread)
{
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}

static void *take_item(void *arg)
{
    futex_condvar *on = arg;

    pthread_mutex_lock(&mutex);
    waiting++;
    while (items == 0)
        futex_condvar_wait(on, &mutex);
    items--;
    pthread_mutex_unlock(&mutex);
    returned++;
    return NULL;
}

static void *wait_until_open(void *arg)
{
    pthread_mutex_lock(&mutex);
    waiting++;
    while (!open)
        futex_condvar_wait(&c, &mutex);
    pthread_mutex_unlock(&mutex);
    returned++;
    return arg;
}

/* Until n threads have come to their wait, which they can only have done when
 * the wait unlocks the mutex; and a little longer, until they sleep. */
static void wait_for_sleepers(int n)
{
    bool all = false;

    while (!all) {
        pthread_mutex_lock(&mutex);
        all = waiting == n;
        pthread_mutex_unlock(&mutex);
        pause_ms(1);
    }
    pause_ms(20);
}

static void add_item(futex_condvar *on)
{
    pthread_mutex_lock(&mutex);
    items++;
    futex_condvar_signal(on);
    pthread_mutex_unlock(&mutex);
}

TEST(for_nobody, "Signals for nobody return")
{
    futex_condvar_signal(&c);
    futex_condvar_broadcast(&c);
    pthread_mutex_lock(&mutex);
    futex_condvar_signal(&c);
    futex_condvar_broadcast(&c);
    pthread_mutex_unlock(&mutex);
}

static long times_asleep(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_nvcsw;
}

TEST(sleeps, "Who waits sleeps and uses no processor time")
{
    enum { SLEEPERS = 3 };
    pthread_t threads[SLEEPERS];
    double used = ASLEEP_MS;
    long times = ASLEEP_TIMES;

    for (int i = 0; i < SLEEPERS; i++)
        threads[i] = run(wait_until_open, NULL);
    wait_for_sleepers(SLEEPERS);
    /* Twice, because in the first 100 ms some may still be starting. */
    for (int i = 0; i < 2 && (used >= ASLEEP_MS || times >= ASLEEP_TIMES);
         i++) {
        clock_t before = clock();
        long slept = times_asleep();
        pause_ms(100);
        used = (double)(clock() - before) * 1e3 / CLOCKS_PER_SEC;
        times = times_asleep() - slept;
    }
    ck_assert_msg(used < ASLEEP_MS,
                  "three that wait used %.0f ms of processor time in 100 ms",
                  used);
    ck_assert_msg(times < ASLEEP_TIMES,
                  "three that wait woke up %ld times in 100 ms", times);
    pthread_mutex_lock(&mutex);
    open = true;
    futex_condvar_broadcast(&c);
    pthread_mutex_unlock(&mutex);
    for (int i = 0; i < SLEEPERS; i++)
        join(threads[i]);
}

TEST(wakes_one, "A signal wakes a thread that waits")
{
    pthread_t thread = run(take_item, &c);

    wait_for_sleepers(1);
    ck_assert_int_eq(returned, 0);
    add_item(&c);
    join(thread);
}

static void add_item_then_signal(futex_condvar *on)
{
    pthread_mutex_lock(&mutex);
    items++;
    pthread_mutex_unlock(&mutex);
    futex_condvar_signal(on);
}

static bool not_locked;

static void *check_the_mutex(void *arg)
{
    pthread_mutex_lock(&mutex);
    waiting++;
    while (items == 0) {
        futex_condvar_wait(&c, &mutex);
        /* Held by this thread: nobody can take it. */
        if (pthread_mutex_trylock(&mutex) == 0) {
            not_locked = true;
            break;
        }
    }
    pthread_mutex_unlock(&mutex);
    return arg;
}

TEST(locks_again, "The wait returns with the mutex held")
{
    pthread_t thread = run(check_the_mutex, NULL);

    wait_for_sleepers(1);
    add_item_then_signal(&c);
    join(thread);
    ck_assert_msg(!not_locked, "futex_condvar_wait returned, and the mutex was "
                               "free");
}

TEST(wakes_all, "A broadcast wakes all that wait")
{
    enum { SLEEPERS = 4 };
    pthread_t threads[SLEEPERS];

    for (int i = 0; i < SLEEPERS; i++)
        threads[i] = run(wait_until_open, NULL);
    wait_for_sleepers(SLEEPERS);
    ck_assert_int_eq(returned, 0);
    pthread_mutex_lock(&mutex);
    open = true;
    futex_condvar_broadcast(&c);
    pthread_mutex_unlock(&mutex);
    for (int i = 0; i < SLEEPERS; i++)
        join(threads[i]);
}

TEST(one_for_each, "Three signals wake three threads")
{
    enum { SLEEPERS = 3 };
    pthread_t threads[SLEEPERS];

    for (int i = 0; i < SLEEPERS; i++)
        threads[i] = run(take_item, &c);
    wait_for_sleepers(SLEEPERS);
    for (int i = 0; i < SLEEPERS; i++)
        add_item(&c);
    for (int i = 0; i < SLEEPERS; i++)
        join(threads[i]);
}

TEST(independent, "Two condition variables have nothing to do with each other")
{
    pthread_t on_c = run(take_item, &c);

    wait_for_sleepers(1);
    pthread_t on_d = run(take_item, &d);
    wait_for_sleepers(2);
    add_item(&d);
    join(on_d);
    ck_assert_int_eq(returned, 1);
    add_item(&c);
    join(on_c);
}

static void do_nothing(int signal)
{
    (void)signal;
}

TEST(survives_signals, "A signal of the system does no harm to a wait")
{
    struct sigaction action = {.sa_handler = do_nothing};

    ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
    pthread_t thread = run(take_item, &c);
    wait_for_sleepers(1);
    for (int i = 0; i < 3; i++) {
        pthread_kill(thread, SIGUSR1);
        pause_ms(10);
    }
    ck_assert_int_eq(returned, 0);
    add_item(&c);
    join(thread);
}

/* A buffer for one item, with a condition variable for each side. */
static size_t rounds;
static long sum; /* guarded by mutex */

static void *produce(void *arg)
{
    for (size_t i = 0; i < rounds; i++) {
        pthread_mutex_lock(&mutex);
        while (items == 1)
            futex_condvar_wait(&d, &mutex);
        items = 1;
        pthread_mutex_unlock(&mutex);
        futex_condvar_signal(&c);
    }
    return arg;
}

static void *consume(void *arg)
{
    for (size_t i = 0; i < rounds; i++) {
        pthread_mutex_lock(&mutex);
        while (items == 0)
            futex_condvar_wait(&c, &mutex);
        items = 0;
        sum++;
        pthread_mutex_unlock(&mutex);
        futex_condvar_signal(&d);
    }
    return arg;
}

STRESS(hands_over, "Two producers and two consumers lose nothing")
{
    pthread_t threads[4];

    rounds = tl_rounds(1000);
    for (int i = 0; i < 4; i++)
        threads[i] = run(i % 2 ? produce : consume, NULL);
    for (int i = 0; i < 4; i++)
        join(threads[i]);
    ck_assert_int_eq(sum, 2 * (long)rounds);
    ck_assert_int_eq(items, 0);
}
