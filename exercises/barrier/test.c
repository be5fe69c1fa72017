/* Where a test pauses, other threads get time to go as far as they can: to fall
 * asleep, or to go wrong. A correct barrier passes however long a pause is. */
#include "threadlings.h"

#include "barrier.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

enum { MOST = 6 }; /* threads */

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){0, ms * 1000000L}, NULL);
}

static barrier *create(unsigned count)
{
    barrier *b = barrier_create(count);

    ck_assert_msg(b != NULL, "barrier_create(%u) returned NULL", count);
    return b;
}

/* A thread that goes through a barrier a number of times. */
struct member {
    barrier *b;
    size_t rounds;
    pthread_t thread;
    atomic_size_t passed;
    atomic_size_t serial; /* how often it got true */
    double used_ms;       /* of processor time */
};

static void *go(void *arg)
{
    struct member *m = arg;
    struct timespec t;

    for (size_t i = 0; i < m->rounds; i++) {
        if (barrier_wait(m->b))
            atomic_fetch_add(&m->serial, 1);
        atomic_fetch_add(&m->passed, 1);
    }
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    m->used_ms = (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
    return NULL;
}

static void start(struct member *m, barrier *b, size_t rounds)
{
    *m = (struct member){.b = b, .rounds = rounds};
    ck_assert_int_eq(pthread_create(&m->thread, NULL, go, m), 0);
}

static void join(struct member *m, int n)
{
    for (int i = 0; i < n; i++)
        ck_assert_int_eq(pthread_join(m[i].thread, NULL), 0);
}

static size_t passed(struct member *m, int n)
{
    size_t sum = 0;

    for (int i = 0; i < n; i++)
        sum += atomic_load(&m[i].passed);
    return sum;
}

static size_t serials(struct member *m, int n)
{
    size_t sum = 0;

    for (int i = 0; i < n; i++)
        sum += atomic_load(&m[i].serial);
    return sum;
}

static void refused(barrier *b, int why, int expected, const char *name)
{
    ck_assert_msg(b == NULL, "barrier_create returned a barrier, not NULL");
    ck_assert_msg(why == expected,
                  "barrier_create returned NULL, but errno is %d (%s), not %s",
                  why, strerror(why), name);
}

TEST(refuses_nobody, "A barrier for 0 threads is refused")
{
    errno = 0;
    barrier *b = barrier_create(0);
    refused(b, errno, EINVAL, "EINVAL");
}

TEST(no_memory, "Without memory barrier_create returns NULL")
{
    tl_fail_allocation(1);
    errno = 0;
    barrier *b = barrier_create(2);
    int why = errno;
    tl_fail_allocation(0);
    refused(b, why, ENOMEM, "ENOMEM");
    barrier_destroy(NULL);
}

TEST(nobody_came, "A barrier that nobody has used can be destroyed")
{
    barrier_destroy(create(3));
}

TEST(one_waits_for_nobody, "With one thread every call returns true at once")
{
    barrier *b = create(1);

    for (int i = 0; i < 3; i++)
        ck_assert_msg(barrier_wait(b), "barrier_wait returned false");
    barrier_destroy(b);
}

TEST(waits_for_the_last, "Nobody passes before the last one has arrived")
{
    for (int n = 2; n <= MOST; n += 2) {
        struct member m[MOST];
        barrier *b = create((unsigned)n);

        for (int i = 0; i < n - 1; i++)
            start(&m[i], b, 1);
        pause_ms(15);
        size_t early = passed(m, n - 1);
        start(&m[n - 1], b, 1);
        join(m, n);
        barrier_destroy(b);
        ck_assert_msg(early == 0,
                      "%zu threads passed when %d of %d had arrived", early,
                      n - 1, n);
        ck_assert_msg(serials(m, n) == 1,
                      "of %d threads that passed together %zu got true", n,
                      serials(m, n));
    }
}

TEST(can_be_used_again, "The second round waits for the last one as well")
{
    enum { N = 3 };
    struct member m[N + 1];
    barrier *b = create(N);

    for (int i = 0; i < N - 1; i++)
        start(&m[i], b, 2); /* two rounds */
    start(&m[N - 1], b, 1);
    pthread_join(m[N - 1].thread, NULL); /* so the first round is over */
    pause_ms(20);
    size_t so_far = passed(m, N);
    start(&m[N], b, 1);
    join(m, N - 1);
    pthread_join(m[N].thread, NULL);
    barrier_destroy(b);
    ck_assert_msg(so_far <= N,
                  "a thread passed the second round when %d of %d had arrived",
                  N - 1, N);
    ck_assert_msg(serials(m, N + 1) == 2, "in two rounds %zu threads got true",
                  serials(m, N + 1));
}

TEST(expects_spurious_wakeups, "A sleeper may wake up without a reason")
{
    struct member m[2];
    barrier *b = create(2);

    tl_spurious_wakeups(true);
    start(&m[0], b, 1);
    pause_ms(30);
    size_t early = passed(m, 1);
    tl_spurious_wakeups(false);
    start(&m[1], b, 1);
    join(m, 2);
    barrier_destroy(b);
    ck_assert_msg(early == 0, "barrier_wait returned with 1 of 2 there");
}

TEST(barriers_do_not_mix,
     "Who arrives at one barrier does not count at another")
{
    struct member m[4];
    barrier *b[2] = {create(2), create(2)};

    start(&m[0], b[0], 1);
    start(&m[1], b[1], 1);
    pause_ms(20);
    size_t early = passed(m, 2);
    start(&m[2], b[0], 1);
    start(&m[3], b[1], 1);
    join(m, 4);
    barrier_destroy(b[0]);
    barrier_destroy(b[1]);
    ck_assert_msg(early == 0, "a thread passed alone: somebody else had "
                              "arrived at the other barrier");
}

TEST(waits_asleep, "Who waits sleeps, and uses no processor time")
{
    struct member m[2];
    barrier *b = create(2);

    start(&m[0], b, 1);
    pause_ms(60);
    start(&m[1], b, 1);
    join(m, 2);
    barrier_destroy(b);
    ck_assert_msg(m[0].used_ms < 6,
                  "waiting for 60 ms took %.0f ms of processor time",
                  m[0].used_ms);
}

STRESS(rounds_do_not_mix, "In each round every thread sees the others' work")
{
    enum { N = 4 };
    struct member m[N];
    size_t rounds = tl_rounds(3000);
    barrier *b = create(N);

    for (int i = 0; i < N; i++)
        start(&m[i], b, rounds);
    join(m, N);
    barrier_destroy(b);
    ck_assert_msg(serials(m, N) == rounds, "in %zu rounds %zu threads got true",
                  rounds, serials(m, N));
}
