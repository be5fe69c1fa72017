/* Where a test pauses, other threads get time to go as far as they can: to fall
 * asleep, or to go wrong. A correct lock passes however long a pause is. */
#include "threadlings.h"

#include "futex_mutex.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <time.h>

static futex_mutex lock = FUTEX_MUTEX_INIT;
static futex_mutex second = FUTEX_MUTEX_INIT;

/* Processor time in 100 ms that still counts as asleep. Whoever asks again and
 * again uses more of it even beside many busy programs; a thread that sleeps
 * uses none, but may still be starting. */
enum { ASLEEP_MS = 5 };

/* And how often threads may fall asleep meanwhile: one that sleeps for a
 * millisecond and asks again does so a hundred times. */
enum { ASLEEP_TIMES = 30 };

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){0, ms * 1000000L}, NULL);
}

static long times_asleep(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_nvcsw;
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

/* Where a thread is that takes the lock once. */
struct visitor {
    atomic_bool entered, left;
};

static void *visit(void *arg)
{
    struct visitor *v = arg;

    futex_mutex_lock(&lock);
    v->entered = true;
    futex_mutex_unlock(&lock);
    v->left = true;
    return NULL;
}

/* ----------------------------------------------------------------- one thread
 */

TEST(try_takes_it, "futex_mutex_trylock takes a free lock, and only that")
{
    ck_assert_msg(futex_mutex_trylock(&lock),
                  "futex_mutex_trylock gave false, and the lock was free");
    ck_assert_msg(!futex_mutex_trylock(&lock),
                  "futex_mutex_trylock gave true, and the lock was held");
    futex_mutex_unlock(&lock);
    ck_assert_msg(futex_mutex_trylock(&lock),
                  "futex_mutex_trylock gave false after futex_mutex_unlock");
    futex_mutex_unlock(&lock);
}

TEST(lock_takes_it, "futex_mutex_lock takes the lock, futex_mutex_unlock frees")
{
    for (int i = 0; i < 1000; i++) {
        futex_mutex_lock(&lock);
        ck_assert_msg(!futex_mutex_trylock(&lock),
                      "locked %d times, and futex_mutex_trylock gave true",
                      i + 1);
        futex_mutex_unlock(&lock);
    }
    ck_assert_int_eq(atomic_load(&lock.state), 0);
}

TEST(independent, "Two locks have nothing to do with each other")
{
    futex_mutex_lock(&lock);
    ck_assert_msg(futex_mutex_trylock(&second), "the other lock is held");
    futex_mutex_unlock(&lock);
    ck_assert_msg(!futex_mutex_trylock(&second), "unlocked the wrong one");
    futex_mutex_unlock(&second);
}

/* ------------------------------------------------------------ several threads
 */

TEST(shuts_out, "Nobody gets in while the lock is held")
{
    struct visitor v = {false, false};

    futex_mutex_lock(&lock);
    pthread_t thread = run(visit, &v);
    pause_ms(30);
    ck_assert_msg(!v.entered, "a second thread got in");
    ck_assert_msg(!futex_mutex_trylock(&lock), "futex_mutex_trylock got in");
    futex_mutex_unlock(&lock);
    join(thread);
    ck_assert_int_eq(atomic_load(&lock.state), 0);
}

TEST(sleeps, "Who waits for the lock sleeps and uses no processor time")
{
    struct visitor v[3] = {{false, false}};
    pthread_t threads[3];

    futex_mutex_lock(&lock);
    for (int i = 0; i < 3; i++)
        threads[i] = run(visit, &v[i]);
    double used = ASLEEP_MS;
    long times = ASLEEP_TIMES;
    /* Twice, because in the first 100 ms some may still be starting. */
    for (int i = 0; i < 2 && (used >= ASLEEP_MS || times >= ASLEEP_TIMES);
         i++) {
        clock_t before = clock();
        long slept = times_asleep();
        pause_ms(100);
        used = (double)(clock() - before) * 1e3 / CLOCKS_PER_SEC;
        times = times_asleep() - slept;
    }
    futex_mutex_unlock(&lock);
    for (int i = 0; i < 3; i++)
        join(threads[i]);
    ck_assert_msg(used < ASLEEP_MS,
                  "three that wait used %.0f ms of processor time in 100 ms",
                  used);
    ck_assert_msg(times < ASLEEP_TIMES,
                  "three that wait woke up %ld times in 100 ms", times);
}

/* The holder unlocks once. Each sleeper that gets in has to see to the next. */
TEST(wakes_each, "All that sleep get in, one after the other")
{
    enum { SLEEPERS = 3 };
    struct visitor v[SLEEPERS] = {{false, false}};
    pthread_t threads[SLEEPERS];

    futex_mutex_lock(&lock);
    for (int i = 0; i < SLEEPERS; i++)
        threads[i] = run(visit, &v[i]);
    pause_ms(50);
    futex_mutex_unlock(&lock);
    for (int i = 0; i < SLEEPERS; i++)
        join(threads[i]);
    ck_assert_int_eq(atomic_load(&lock.state), 0);
}

TEST(try_forgets_nobody,
     "futex_mutex_trylock on a held lock makes nobody be forgotten")
{
    struct visitor v = {false, false};

    futex_mutex_lock(&lock);
    pthread_t thread = run(visit, &v);
    pause_ms(30);
    bool taken = futex_mutex_trylock(&lock);
    futex_mutex_unlock(&lock);
    join(thread);
    ck_assert_msg(!taken, "futex_mutex_trylock got in");
}

static void do_nothing(int signal)
{
    (void)signal;
}

TEST(survives_signals, "A signal that interrupts the sleep lets nobody in")
{
    struct sigaction action = {.sa_handler = do_nothing};
    struct visitor v = {false, false};

    ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
    futex_mutex_lock(&lock);
    pthread_t thread = run(visit, &v);
    for (int i = 0; i < 3; i++) {
        pause_ms(20);
        pthread_kill(thread, SIGUSR1);
    }
    pause_ms(20);
    bool entered = v.entered;
    futex_mutex_unlock(&lock);
    join(thread);
    ck_assert_msg(!entered,
                  "the lock is held, a signal came, and the sleeper got in");
}

/* ----------------------------------------------------------------- all at once
 */

static long counter; /* guarded by lock */
static int inside;   /* guarded by lock: at most 1 */
static bool crowded;

static void *count(void *arg)
{
    size_t *rounds = arg;

    for (size_t i = 0; i < *rounds; i++) {
        futex_mutex_lock(&lock);
        crowded |= inside++ != 0;
        counter++;
        inside--;
        futex_mutex_unlock(&lock);
    }
    return NULL;
}

STRESS(counts_right, "Four threads that add to one counter lose nothing")
{
    enum { THREADS = 4 };
    size_t rounds = tl_rounds(20000);
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++)
        threads[i] = run(count, &rounds);
    for (int i = 0; i < THREADS; i++)
        join(threads[i]);
    ck_assert_msg(!crowded, "two threads were inside at the same time");
    ck_assert_int_eq(counter, (long)rounds * THREADS);
    ck_assert_int_eq(atomic_load(&lock.state), 0);
}
