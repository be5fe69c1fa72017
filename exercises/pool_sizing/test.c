#include "threadlings.h"

#include "pool_sizing.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

TEST(computes_only, "Tasks that never wait need as many workers as cores")
{
    ck_assert_int_eq(ps_workers(1, 1, 0, 1), 1);
    ck_assert_int_eq(ps_workers(8, 1, 0, 0.002), 8);
}

TEST(waits_mostly, "Tasks that wait need more workers, by what they wait")
{
    ck_assert_int_eq(ps_workers(2, 1, 0.009, 0.001), 20);
    ck_assert_int_eq(ps_workers(4, 1, 0.3, 0.1), 16);
    ck_assert_int_eq(ps_workers(4, 1, 0.05, 0.1), 6);
}

TEST(rounds_up, "A part of a worker is a worker")
{
    ck_assert_int_eq(ps_workers(1, 1, 1, 3), 2);
    ck_assert_int_eq(ps_workers(3, 1, 0.1, 1), 4);
}

TEST(spares_some, "Half the processors need half the workers, but one at least")
{
    ck_assert_int_eq(ps_workers(8, 0.5, 0, 1), 4);
    ck_assert_int_eq(ps_workers(4, 0.25, 3, 1), 4);
    ck_assert_int_eq(ps_workers(2, 0.1, 0, 1), 1);
}

TEST(refuses_nonsense, "Where nothing can be predicted it is -1 with EINVAL")
{
    static const struct {
        int cores;
        double utilisation, wait, compute;
    } wrong[] = {{0, 1, 1, 1},  {2, 0, 1, 1}, {2, 1.5, 1, 1},  {2, NAN, 1, 1},
                 {2, 1, -1, 1}, {2, 1, 1, 0}, {2, 1, 1, -0.1}, {-3, 1, 1, 1}};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        errno = 0;
        ck_assert_int_eq(ps_workers(wrong[i].cores, wrong[i].utilisation,
                                    wrong[i].wait, wrong[i].compute),
                         -1);
        ck_assert_int_eq(errno, EINVAL);
    }
}

static void near(double got, double wanted)
{
    ck_assert_msg(fabs(got - wanted) <= wanted * 1e-6,
                  "%g tasks a second, not %g", got, wanted);
}

TEST(workers_limit, "Few workers do one task each at a time")
{
    near(ps_throughput(1, 4, 0.009, 0.001), 100);
    near(ps_throughput(3, 4, 0.009, 0.001), 300);
    near(ps_throughput(2, 4, 0, 0.5), 4);
}

TEST(cores_limit, "Many workers share the processors")
{
    near(ps_throughput(100, 4, 0.009, 0.001), 4000);
    near(ps_throughput(16, 2, 0, 0.5), 4);
}

TEST(queue_bound, "What is in line is begun in time: rate times time")
{
    ck_assert_int_eq(ps_queue_bound(100, 0.5), 50);
    ck_assert_int_eq(ps_queue_bound(10, 0.3), 3);
    ck_assert_int_eq(ps_queue_bound(7, 0.5), 3);
    ck_assert_int_eq(ps_queue_bound(1, 0.01), 1);
}

static atomic_int calls;

static void count(void *arg)
{
    atomic_fetch_add((atomic_int *)arg, 1);
}

TEST(each_once, "So many calls are made as were asked for")
{
    ck_assert_double_ge(ps_measure(3, 50, count, &calls), 0);
    ck_assert_int_eq(atomic_load(&calls), 50);
    ck_assert_double_ge(ps_measure(4, 2, count, &calls), 0);
    ck_assert_int_eq(atomic_load(&calls), 52);
    ck_assert_double_ge(ps_measure(2, 0, count, &calls), 0);
    ck_assert_int_eq(atomic_load(&calls), 52);
}

TEST(threads, "There are as many threads as workers, and all are joined")
{
    ck_assert_double_ge(ps_measure(5, 20, count, &calls), 0);
    ck_assert_int_eq(tl_threads_created(), 5);
    ck_assert_int_eq(tl_threads_joined(), 5);
}

static pthread_barrier_t all;

static void meet(void *arg)
{
    (void)arg;
    pthread_barrier_wait(&all);
}

TEST(at_a_time, "So many calls run at a time as there are workers")
{
    pthread_barrier_init(&all, NULL, 4);
    ck_assert_double_ge(ps_measure(4, 8, meet, NULL), 0);
    pthread_barrier_destroy(&all);
}

static void rest(void *arg)
{
    (void)arg;
    nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
}

TEST(wall_clock, "Waiting takes time, too")
{
    double seconds = ps_measure(2, 6, rest, NULL);

    ck_assert_msg(seconds >= 0.03,
                  "6 tasks of 0.01 s on 2 workers took %g s, they say",
                  seconds);
}

TEST(no_thread, "Where a thread cannot be made nothing is left behind")
{
    tl_fail_thread(3);
    errno = 0;
    ck_assert_double_eq(ps_measure(4, 10, count, &calls), -1);
    ck_assert_int_eq(errno, EAGAIN);
    ck_assert_int_eq(tl_threads_joined(), tl_threads_created());
    ck_assert_int_eq(tl_allocations_held(), 0);
}

TEST(no_memory, "Where memory is out it is -1 with ENOMEM")
{
    tl_fail_allocation(1);
    errno = 0;
    double seconds = ps_measure(4, 10, count, &calls);
    if (seconds < 0) /* an answer may do without */
        ck_assert_int_eq(errno, ENOMEM);
    ck_assert_int_eq(tl_allocations_held(), 0);
}
