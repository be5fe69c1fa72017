#include "inside.h"

#include "pool_sizing.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>

enum { CASES = 60, PARTS = 16 };

INSIDE(predicts)
{
    for (int i = 0; i < CASES; i++) {
        int cores = (int)tl_take();
        double utilisation = (double)tl_take() / PARTS;
        double wait = (double)tl_take() / 1e3;
        double compute = (double)tl_take() / 1e3;
        int workers = (int)tl_take();
        double rate = (double)tl_take(), longest = (double)tl_take() / 1e3;
        errno = 0;
        int n = ps_workers(cores, utilisation, wait, compute), why = errno;
        tl_answer(n);
        if (n == -1) {
            tl_answer(why);
            continue;
        }
        double best = ps_throughput(workers, cores, wait, compute);
        ck_assert_msg(isfinite(best) && best < 1e9, "ps_throughput returned %g",
                      best);
        tl_answer(lround(best * 1e6));
        tl_answer(ps_queue_bound(rate, longest));
    }
}

static atomic_long calls, at_a_time, most, threads;
static pthread_barrier_t all;
static _Thread_local bool known;

static void count(void *arg)
{
    atomic_fetch_add((atomic_long *)arg, 1);
}

/* All workers have to be in here at once for one of them to leave. */
static void meet(void *arg)
{
    long now = atomic_fetch_add(&at_a_time, 1) + 1, seen = atomic_load(&most);

    while (now > seen && !atomic_compare_exchange_weak(&most, &seen, now))
        ;
    if (!known)
        atomic_fetch_add(&threads, 1);
    known = true;
    pthread_barrier_wait(&all);
    atomic_fetch_sub(&at_a_time, 1);
    count(arg);
}

INSIDE(measures)
{
    long workers = tl_take(), rounds = tl_take(), few = tl_take();
    double one = ps_measure((size_t)workers, (size_t)few, count, &calls), two;

    tl_answer(atomic_exchange(&calls, 0));
    pthread_barrier_init(&all, NULL, (unsigned)workers);
    two = ps_measure((size_t)workers, (size_t)(workers * rounds), meet, &calls);
    pthread_barrier_destroy(&all);
    tl_answer(atomic_load(&calls));
    tl_answer(atomic_load(&most));
    tl_answer(atomic_load(&threads));
    tl_answer(one >= 0 && two >= 0);
}
