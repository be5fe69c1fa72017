/* Tasks from several threads, each of which counts once. */
#include "outside.h"

OUTSIDE(runs_all, "Each accepted task runs once, before pool_wait returns")
{
    long workers = tl_between(1, 4), capacity = tl_between(1, 6);
    long senders = tl_between(1, 3), tasks = tl_between(10, 100);

    tl_give(workers);
    tl_give(capacity);
    tl_give(senders);
    tl_give(tasks);
    tl_expect(senders * tasks, "tasks of %ld threads that were accepted",
              senders);
    tl_expect(senders * tasks, "tasks that had run when pool_wait returned");
    tl_expect(0, "tasks that did not run exactly once");
    tl_expect(0, "pool_submit after pool_shutdown");
    tl_expect(senders * tasks, "tasks that had run at the end");
}

OUTSIDE(is_bounded, "The queue holds as many tasks as it was made for")
{
    long capacity = tl_between(1, 9);

    tl_give(capacity);
    tl_expect(capacity,
              "tasks that pool_try_submit accepts while the only "
              "worker is busy, with room for %ld",
              capacity);
    tl_expect(capacity + 1, "tasks that had run after pool_shutdown");
}
