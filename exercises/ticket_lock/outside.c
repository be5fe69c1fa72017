/* A plain number that threads raise under the lock. */
#include "outside.h"

OUTSIDE(keeps_out, "Under the lock nothing is lost, and all is seen")
{
    long threads = tl_between(2, 3), rounds = tl_between(100, 600);
    long step = tl_between(1, 100000);

    tl_give(threads);
    tl_give(rounds);
    tl_give(step);
    tl_expect(threads * rounds * step,
              "the number that %ld threads raised by "
              "%ld, %ld times each",
              threads, step, rounds);
    for (long i = 0; i < threads; i++)
        tl_expect(rounds,
                  "times that thread %ld found two numbers alike that "
                  "are raised together",
                  i);
}

OUTSIDE(tries, "A try takes the lock when it is free, and only then")
{
    long held[20];

    for (int i = 0; i < 20; i++)
        tl_give(held[i] = tl_between(0, 1));
    for (int i = 0; i < 20; i++)
        tl_expect(!held[i], "a try %s",
                  held[i] ? "while the lock is held" : "of a free lock");
}
