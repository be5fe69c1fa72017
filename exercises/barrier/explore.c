/* Two or three threads, one or two rounds. What a thread writes in a round is a
 * plain variable that only others read, behind the barrier: a thread that goes
 * on too early is a data race, or reads too little. */
#include "scenario.h"

#include "barrier.h"

enum { THREADS = 3, ROUNDS = 2 };

static barrier *b, *other_b;
static int written[THREADS][ROUNDS];
static bool serial[THREADS][ROUNDS];
static const int numbers[THREADS] = {0, 1, 2};
static int threads = THREADS;

static barrier *create(int count)
{
    barrier *made = barrier_create((unsigned)count);

    assert(made != NULL);
    return made;
}

static pthread_t start(void *(*body)(void *), const void *arg)
{
    pthread_t thread;

    pthread_create(&thread, NULL, body, (void *)arg);
    return thread;
}

static void go(int me, int round)
{
    written[me][round] = 1;
    serial[me][round] = barrier_wait(b);
    for (int i = 0; i < threads; i++) {
        int written_before_the_barrier = written[i][round];
        assert(written_before_the_barrier);
    }
}

static void *one_round(void *arg)
{
    go(*(const int *)arg, 0);
    return NULL;
}

static void *two_rounds(void *arg)
{
    go(*(const int *)arg, 0);
    go(*(const int *)arg, 1);
    return NULL;
}

/* The main thread is one of them. */
static void run(int n, void *(*body)(void *))
{
    pthread_t thread[THREADS];

    threads = n;
    b = create(n);
    for (int i = 1; i < n; i++)
        thread[i] = start(body, &numbers[i]);
    body((void *)&numbers[0]);
    for (int i = 1; i < n; i++)
        pthread_join(thread[i], NULL);
    barrier_destroy(b);
}

static void one_of_each(int rounds)
{
    for (int r = 0; r < rounds; r++) {
        int got_true = 0;
        for (int i = 0; i < threads; i++)
            got_true += serial[i][r];
        assert(got_true == 1);
    }
}

SCENARIO(two_meet, "Two threads wait for each other")
{
    run(2, one_round);
    one_of_each(1);
}

SCENARIO(two_meet_again, "Two threads use the same barrier twice in a row")
{
    run(2, two_rounds);
    one_of_each(2);
}

SCENARIO(three_meet, "Three threads wait for each other")
{
    run(3, one_round);
    one_of_each(1);
}

static void *wait_there(void *arg)
{
    barrier_wait(arg);
    return NULL;
}

SCENARIO(is_freed_early,
         "One thread destroys the barrier while the other leaves it")
{
    b = create(2);
    pthread_t thread = start(wait_there, b);
    barrier_wait(b);
    barrier_destroy(b);
    pthread_join(thread, NULL);
}

static int passed;

static void *meet_at_the_other(void *arg)
{
    passed = 1;
    barrier_wait(other_b);
    return arg;
}

SCENARIO(do_not_mix, "Who arrives at one barrier does not count at another one")
{
    b = create(2);
    other_b = create(2);
    pthread_t here = start(wait_there, b);
    pthread_t there = start(meet_at_the_other, NULL);
    barrier_wait(other_b);
    assert(passed == 1);
    barrier_wait(b);
    pthread_join(here, NULL);
    pthread_join(there, NULL);
    barrier_destroy(b);
    barrier_destroy(other_b);
}
