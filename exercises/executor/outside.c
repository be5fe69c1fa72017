/* One thread polls futures that wake each other, in an order that follows from
 * the order in which they become ready; then several threads poll futures that
 * other threads wake. */
#include "outside.h"

#include <stdbool.h>

enum { FUTURES = 7, PLANS = 16 };

static long ready[FUTURES], nready;
static bool is_ready[FUTURES];

static void make_ready(long future)
{
    if (!is_ready[future])
        ready[nready++] = future;
    is_ready[future] = true;
}

/* The first future wakes others until all of them are done. */
OUTSIDE(in_order, "Futures are polled in the order in which they became ready, "
                  "and dropped at once when they are done")
{
    long n = tl_between(3, FUTURES), others = n - 1;
    long polls[FUTURES], polled[FUTURES] = {0}, wakes[FUTURES][PLANS];
    long all = 0;

    tl_give(n);
    for (long i = 0; i < n; i++) {
        tl_give(polls[i] = tl_between(1, 6));
        for (int k = 0; k < PLANS; k++)
            tl_give(wakes[i][k] = tl_between(0, (1 << n) - 1));
    }
    for (long i = 0; i < n; i++)
        make_ready(i);
    while (nready > 0) {
        long now = ready[0], plan = wakes[now][polled[now] % PLANS];
        nready--;
        for (long i = 0; i < nready; i++)
            ready[i] = ready[i + 1];
        is_ready[now] = false;
        tl_expect(now + 1, "poll number %ld of all is of future", ++all);
        bool done = now == 0 ? others == 0 : polled[now] + 1 >= polls[now];
        for (long i = 1; i < n; i++) {
            bool woken = plan >> i & 1 || (now == 0 && polled[0] % n == i);
            if (woken && i != now && polled[i] > 0 && polled[i] < polls[i])
                make_ready(i);
        }
        polled[now]++;
        if (done)
            tl_expect(-now - 1, "future %ld, which is done, is dropped",
                      now + 1);
        else if (now == 0 || plan & 1)
            make_ready(now);
        others -= done;
    }
    tl_expect(0, "there is nothing more to poll or to drop");
}

OUTSIDE(woken_by_others, "No wake is lost, whichever thread it comes from, and "
                         "one future is polled by one thread at a time")
{
    long runners = tl_between(1, 3), wakers = tl_between(1, 3);
    long futures = tl_between(1, FUTURES), rounds = tl_between(5, 40);
    long amount = tl_between(1, 1L << 30);

    tl_give(runners);
    tl_give(wakers);
    tl_give(futures);
    tl_give(rounds);
    tl_give(amount);
    for (long i = 0; i < futures; i++) {
        long wakes = wakers * rounds;
        tl_expect(wakes * amount + i * wakes,
                  "%ld threads woke future %ld, %ld times each: what its last "
                  "poll found",
                  wakers, i + 1, rounds);
        tl_expect(1, "times that future %ld was dropped", i + 1);
        tl_expect(0, "polls of future %ld that began during another one",
                  i + 1);
        long polls = tl_answered();
        if (polls < 1 || polls > wakes + 1)
            tl_wrong("a future that was woken %ld times was polled %ld times",
                     wakes, polls);
    }
}
