/* Random families of tasks that submit tasks: on one worker the order of all of
 * them, on several that each ran once. */
#include "outside.h"

enum { ORDERED = 40, MANY = 400 };

/* Task i is submitted by its parent, a task before it, or from outside: -1. */
static void give_family(long n, long *parent)
{
    tl_give(n);
    for (long i = 0; i < n; i++)
        tl_give(parent[i] = i == 0 ? -1 : tl_between(-1, i - 1));
}

OUTSIDE(order_on_one_worker, "A worker runs the newest of its own tasks, and "
                             "without any the oldest from outside")
{
    long n = tl_between(12, ORDERED), parent[ORDERED], id[ORDERED];
    long own[ORDERED], nown = 0, next = 0;

    give_family(n, parent);
    for (long i = 0; i < n; i++)
        tl_give(id[i] = tl_between(1, 1000000));
    tl_expect(0, "calls of ws_pool_submit that returned false");
    for (long ran = 1; ran <= n; ran++) {
        long now;
        if (nown > 0) {
            now = own[--nown];
        } else {
            while (parent[next] >= 0)
                next++;
            now = next++;
        }
        tl_expect(id[now],
                  "one worker: the number of the task that ran as "
                  "number %ld of %ld",
                  ran, n);
        for (long i = now + 1; i < n; i++)
            if (parent[i] == now)
                own[nown++] = i;
    }
}

OUTSIDE(runs_every_task,
        "Every task has run when ws_pool_wait returns, and none "
        "ran twice")
{
    long workers = tl_between(1, 5), rounds = tl_between(1, 4);
    long n[4], parent[MANY];

    tl_give(workers);
    tl_give(rounds);
    for (long r = 0; r < rounds; r++) {
        n[r] = tl_between(1, MANY);
        give_family(n[r], parent);
    }
    for (long r = 0; r < rounds; r++) {
        tl_expect(0, "calls of ws_pool_submit that returned false");
        for (long i = 0; i < n[r]; i++)
            tl_expect(1,
                      "times that task %ld of %ld ran before ws_pool_wait "
                      "returned, with %ld workers",
                      i + 1, n[r], workers);
    }
    tl_expect(workers, "threads that were started");
    tl_expect(workers, "threads that were joined by ws_pool_destroy");
}
