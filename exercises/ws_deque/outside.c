/* Random pushes, pops and steals of one thread, compared with a list; then an
 * owner that pushes and pops beside thieves: every task is taken once. */
#include "outside.h"

enum { CALLS = 400, MOST = 1200, NOTHING = 0 };

OUTSIDE(random_ends, "The owner takes the newest task, a thief the oldest")
{
    long capacity = tl_between(1, 20), calls = tl_between(100, CALLS);
    long call[CALLS], task[CALLS], held[CALLS], top = 0, bottom = 0;
    long pushes = tl_between(30, 70); /* of a hundred calls */

    tl_give(capacity);
    tl_give(calls);
    for (long i = 0; i < calls; i++) {
        long dice = tl_between(1, 100);
        call[i] = dice <= pushes ? 0 : 1 + dice % 2;
        task[i] = tl_between(1, 1L << 40);
        tl_give(call[i]);
        tl_give(task[i]);
    }
    for (long i = 0; i < calls; i++) {
        long n = bottom - top;
        if (call[i] == 0) {
            tl_expect(n < capacity, "ws_push with %ld of %ld tasks held", n,
                      capacity);
            if (n < capacity)
                held[bottom++] = task[i];
        } else if (call[i] == 1) {
            tl_expect(n > 0 ? held[--bottom] : NOTHING,
                      "the task that ws_pop took of %ld", n);
        } else {
            tl_expect(n > 0 ? held[top++] : NOTHING,
                      "the task that ws_steal took of %ld", n);
        }
    }
}

OUTSIDE(taken_once,
        "Each task is taken once, by the owner or by one thief, and "
        "a thief finds older tasks before newer ones")
{
    long capacity = tl_between(2, 64), thieves = tl_between(1, 3);
    long tasks = tl_between(300, MOST), first = tl_between(1, 1L << 40);
    long burst = tl_between(1, 20), popped = tl_between(0, burst), all = 0;
    char taken[MOST] = {0};

    tl_give(capacity);
    tl_give(thieves);
    tl_give(tasks);
    tl_give(first);
    tl_give(burst);
    tl_give(popped);
    for (long who = 0; who <= thieves; who++) {
        long n = tl_answered(), last = -1;
        for (all += n; n > 0; n--) {
            long task = tl_answered() - first;
            if (task < 0 || task >= tasks)
                tl_wrong("a call returned what was never pushed");
            if (taken[task]++)
                tl_wrong("task %ld of %ld was taken twice, with %ld thieves",
                         task + 1, tasks, thieves);
            /* Answers begin with the owner, whose order is another one. */
            if (who > 0 && task < last)
                tl_wrong("a thief got task %ld after task %ld, which is newer",
                         task + 1, last + 1);
            last = task;
        }
    }
    if (all != tasks)
        tl_wrong("%ld tasks were pushed beside %ld thieves, and %ld were taken",
                 tasks, thieves, all);
}
