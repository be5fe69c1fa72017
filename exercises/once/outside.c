/* Threads that all come for the same things. */
#include "outside.h"

OUTSIDE(one_runs_it, "Each init runs once, and everybody sees what it wrote")
{
    long threads = tl_between(2, 6), first = tl_between(1, 1000000);

    tl_give(threads);
    tl_give(first);
    for (long i = 0; i < 3; i++)
        tl_expect(0, "once_done before anybody came for number %ld", i);
    for (long i = 0; i < 3; i++) {
        tl_expect(1, "times that init %ld ran, for %ld threads", i, threads);
        tl_expect(threads, "threads of %ld that saw what init %ld wrote",
                  threads, i);
        tl_expect(1, "once_done afterwards");
    }
}
