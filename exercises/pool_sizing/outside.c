/* Workers, throughput and queues for random loads, whose true values are
 * fractions of whole numbers; then a measurement whose tasks all meet. */
#include "outside.h"

#include <errno.h>

enum { CASES = 60, PARTS = 16 /* of the utilisation */ };

OUTSIDE(predicts, "Workers, throughput and queue follow from the load")
{
    struct {
        long cores, parts, wait, compute, workers, rate, longest;
    } c[CASES];

    for (int i = 0; i < CASES; i++) {
        c[i].cores = tl_between(i % 10 == 0 ? -2 : 1, 64);
        c[i].parts = tl_between(i % 5 == 1 ? -1 : 1, PARTS + (i % 7 == 2));
        c[i].wait = tl_between(i % 10 == 3 ? -20 : 0, 900); /* ms */
        c[i].compute = tl_between(i % 10 == 4 ? -5 : 1, 200);
        c[i].workers = tl_between(1, 300);
        c[i].rate = tl_between(1, 2000);
        c[i].longest = tl_between(1, 3000); /* ms */
        tl_give(c[i].cores);
        tl_give(c[i].parts);
        tl_give(c[i].wait);
        tl_give(c[i].compute);
        tl_give(c[i].workers);
        tl_give(c[i].rate);
        tl_give(c[i].longest);
    }
    for (int i = 0; i < CASES; i++) {
        long wait = c[i].wait, compute = c[i].compute;
        int bad = c[i].cores < 1 || c[i].parts < 1 || c[i].parts > PARTS ||
                  wait < 0 || compute <= 0;
        long n = -1;
        if (!bad) {
            long below = PARTS * compute;
            n = (c[i].cores * c[i].parts * (wait + compute) + below - 1) /
                below;
        }
        tl_expect(n, "ps_workers(%ld, %ld/%d, wait %ld ms, compute %ld ms)",
                  c[i].cores, c[i].parts, PARTS, wait, compute);
        if (bad) {
            tl_expect(EINVAL, "errno of ps_workers where it returned -1");
            continue;
        }
        /* In millionths of a task a second, and to one in a million. */
        double by_workers = 1e9 * c[i].workers / (wait + compute);
        double by_cores = 1e9 * c[i].cores / compute;
        double best = by_workers < by_cores ? by_workers : by_cores;
        long found = tl_answered();
        if (found < best * 0.999999 - 1 || found > best * 1.000001 + 1)
            tl_wrong("ps_throughput(%ld workers, %ld cores, wait %ld ms, "
                     "compute %ld ms): %.3f is expected, and it was %.3f",
                     c[i].workers, c[i].cores, wait, compute, best / 1e6,
                     found / 1e6);
        n = c[i].rate * c[i].longest / 1000;
        tl_expect(n < 1 ? 1 : n, "ps_queue_bound(%ld a second, %ld ms)",
                  c[i].rate, c[i].longest);
    }
}

OUTSIDE(measures, "ps_measure makes each call once, on as many threads as "
                  "there are workers")
{
    long workers = tl_between(2, 6), rounds = tl_between(2, 12);
    long few = tl_between(0, 3);

    tl_give(workers);
    tl_give(rounds);
    tl_give(few);
    tl_expect(few, "calls made on %ld threads where %ld were asked for",
              workers, few);
    tl_expect(workers * rounds,
              "calls made on %ld threads, where %ld wait for each other",
              workers, workers);
    tl_expect(workers, "calls that ran at a time, at most");
    tl_expect(workers, "threads that made calls");
    tl_expect(1, "whether ps_measure returned 0 or more seconds");
}
