/* A worker is held while tasks fill the queue and more come: the policy
 * decides. Then a pool that grows task by task, and shrinks again. */
#include "outside.h"

#include <stdbool.h>

enum { TASKS = 40 };
enum { ABORT, CALLER_RUNS, DISCARD, DISCARD_OLDEST, POLICIES };

static const char *const names[POLICIES] = {"PP_ABORT", "PP_CALLER_RUNS",
                                            "PP_DISCARD", "PP_DISCARD_OLDEST"};

OUTSIDE(follows_its_policy,
        "A full queue follows its policy, and the others run oldest first")
{
    long policies[POLICIES], capacity[POLICIES], tasks[POLICIES];
    long ids[POLICIES][TASKS], first = tl_between(0, POLICIES - 1);

    for (int i = 0; i < POLICIES; i++) {
        tl_give(policies[i] = (first + i) % POLICIES);
        tl_give(capacity[i] = tl_between(1, 12));
        tl_give(tasks[i] = tl_between(capacity[i] + 1, TASKS));
        for (long k = 0; k < tasks[i]; k++)
            tl_give(ids[i][k] = tl_between(1, 1000000));
    }
    for (int i = 0; i < POLICIES; i++) {
        const char *name = names[policies[i]];
        long order[TASKS], n = 0, oldest = 0, end = 0, queue[TASKS];
        for (long k = 0; k < tasks[i]; k++) {
            bool full = end - oldest == capacity[i];
            tl_expect(!full || policies[i] != ABORT,
                      "pp_submit with %ld of %ld tasks queued, %s",
                      end - oldest, capacity[i], name);
            if (full && policies[i] == CALLER_RUNS)
                order[n++] = -ids[i][k];
            if (full && policies[i] == DISCARD_OLDEST)
                oldest++;
            if (!full || policies[i] == DISCARD_OLDEST)
                queue[end++] = ids[i][k];
        }
        while (oldest < end)
            order[n++] = queue[oldest++];
        tl_expect(n, "tasks that ran, of %ld for a queue of %ld, %s", tasks[i],
                  capacity[i], name);
        for (long k = 0; k < n; k++)
            tl_expect(order[k],
                      "the number of the task that ran as number %ld of %ld, "
                      "below 0 where the caller ran it, %s",
                      k + 1, n, name);
    }
}

OUTSIDE(grows_and_shrinks,
        "Workers are added when the queue is full, as many as "
        "there may be, and the surplus ends")
{
    long core = tl_between(1, 3), most = tl_between(core, 6);
    long capacity = tl_between(1, 10), late = tl_between(1, 8);

    tl_give(core);
    tl_give(most);
    tl_give(capacity);
    tl_give(tl_between(1, 20)); /* idle_ms, which only takes its time */
    tl_give(late);
    for (long i = 0; i < core + capacity; i++) {
        tl_expect(1, "pp_submit while the queue has room");
        tl_expect(core, "pp_workers after %ld tasks, with %ld places queued",
                  i + 1, capacity);
    }
    for (long i = core + 1; i <= most; i++) {
        tl_expect(1, "pp_submit with a full queue and fewer workers than %ld",
                  most);
        tl_expect(i, "pp_workers after the queue was full");
    }
    tl_expect(0, "pp_submit with a full queue and %ld workers, PP_ABORT", most);
    tl_expect(capacity, "queued tasks that have run when pp_wait returns");
    tl_expect(core, "pp_workers after the surplus had its time");
    tl_expect(capacity + late,
              "tasks that have run after pp_shutdown, with "
              "%ld that came late",
              late);
    tl_expect(0, "pp_submit after pp_shutdown");
    tl_expect(0, "threads that were started and not joined");
}
