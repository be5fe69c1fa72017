/* What does not depend on the order of threads: one thread, or threads that are
 * joined one after the other. The rest is for the scenarios. */
#include "threadlings.h"

#include "counter.h"

#include <limits.h>
#include <pthread.h>

static void run(void *(*body)(void *), void *arg)
{
    pthread_t thread;

    ck_assert_int_eq(pthread_create(&thread, NULL, body, arg), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}

TEST(counts, "A key's count is the sum of what was added to it")
{
    ck_assert_uint_eq(counter_get(0), 0);
    ck_assert(counter_add(0, 1));
    ck_assert(counter_add(0, 2));
    ck_assert_uint_eq(counter_get(0), 3);
    ck_assert_uint_eq(counter_get(0), 3);
}

TEST(keeps_keys_apart, "Each key has a count of its own")
{
    for (unsigned key = 0; key < COUNTER_KEYS; key++)
        ck_assert(counter_add(key, 10 + key));
    for (unsigned key = 0; key < COUNTER_KEYS; key++)
        ck_assert_uint_eq(counter_get(key), 10 + key);
    ck_assert_uint_eq(counter_take(1), 11);
    ck_assert_uint_eq(counter_get(0), 10);
    ck_assert_uint_eq(counter_get(2), 12);
}

TEST(takes, "counter_take returns the count, and it begins again at 0")
{
    counter_add(2, 5);
    ck_assert_uint_eq(counter_take(2), 5);
    ck_assert_uint_eq(counter_get(2), 0);
    ck_assert_uint_eq(counter_take(2), 0);
    counter_add(2, 7);
    ck_assert_uint_eq(counter_take(2), 7);
}

TEST(no_such_key, "A key that does not exist is refused, and all goes on")
{
    ck_assert(!counter_add(COUNTER_KEYS, 1));
    ck_assert(!counter_add(UINT_MAX, 1));
    ck_assert_uint_eq(counter_get(COUNTER_KEYS), 0);
    ck_assert_uint_eq(counter_take(COUNTER_KEYS), 0);
    for (unsigned key = 0; key < COUNTER_KEYS; key++)
        ck_assert_uint_eq(counter_take(key), 0);
    ck_assert(counter_add(COUNTER_KEYS - 1, 1));
    ck_assert_uint_eq(counter_take(COUNTER_KEYS - 1), 1);
}

TEST(counts_far, "A count can become as large as its type allows")
{
    const unsigned long half = ULONG_MAX / 2;

    counter_add(3, half);
    counter_add(3, 1);
    ck_assert_uint_eq(counter_get(3), half + 1);
    counter_add(3, half);
    ck_assert_uint_eq(counter_take(3), ULONG_MAX);
    counter_add(3, 0);
    ck_assert_uint_eq(counter_get(3), 0);
}

static void *add_one(void *arg)
{
    counter_add(*(const unsigned *)arg, 1);
    return NULL;
}

TEST(survives_its_threads, "What a thread has counted stays when it has ended")
{
    unsigned key = 1;

    for (int i = 0; i < 3; i++)
        run(add_one, &key);
    ck_assert_uint_eq(counter_get(key), 3);
    ck_assert_uint_eq(counter_take(key), 3);
    run(add_one, &key);
    ck_assert_uint_eq(counter_take(key), 1);
}

enum { THREADS = 4 };

struct job {
    pthread_t thread;
    size_t rounds;
    unsigned long taken; /* by this thread */
};

static void *count_and_take(void *arg)
{
    struct job *job = arg;

    for (size_t i = 0; i < job->rounds; i++) {
        counter_add(i % COUNTER_KEYS, 1);
        if (i % 8 == 0)
            job->taken += counter_take(i % COUNTER_KEYS);
    }
    return NULL;
}

STRESS(many_threads, "Of what many threads add and take nothing is lost")
{
    struct job jobs[THREADS];
    unsigned long found = 0;
    size_t rounds = tl_rounds(50000);

    for (int i = 0; i < THREADS; i++) {
        jobs[i].rounds = rounds;
        jobs[i].taken = 0;
        ck_assert_int_eq(
            pthread_create(&jobs[i].thread, NULL, count_and_take, &jobs[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(jobs[i].thread, NULL), 0);
        found += jobs[i].taken;
    }
    for (unsigned key = 0; key < COUNTER_KEYS; key++)
        found += counter_take(key);
    ck_assert_uint_eq(found, THREADS * rounds);
}
