/* One thread that posts and tries at random, against a number that is kept
 * here; and threads that pass what there is among them. */
#include "outside.h"

enum { STEPS = 80 };

OUTSIDE(counts, "The value is what was posted less what was taken, up to max")
{
    long max = tl_between(1, 9), value = tl_between(0, max), what[STEPS];

    tl_give(max);
    tl_give(value);
    for (int i = 0; i < STEPS; i++)
        tl_give(what[i] = tl_between(0, 2));
    for (int i = 0; i < STEPS; i++) {
        long now = value;
        if (what[i] == 0) {
            tl_expect(value < max, "csem_post with %ld of at most %ld", now,
                      max);
            value += value < max;
        } else {
            tl_expect(value > 0, "%s with %ld of at most %ld",
                      what[i] == 1 ? "csem_try_wait"
                                   : "csem_timed_wait, whose time is over,",
                      now, max);
            value -= value > 0;
        }
    }
}

OUTSIDE(admits, "At most as many are inside as there are places")
{
    long threads = tl_between(2, 6), places = tl_between(1, 3);
    long rounds = tl_between(20, 120);

    tl_give(threads);
    tl_give(places);
    tl_give(rounds);
    long most = tl_answered();
    if (most > places)
        tl_wrong("%ld threads were inside at once, and there are %ld places",
                 most, places);
    tl_expect(threads * rounds,
              "times that %ld threads were inside, %ld times "
              "each",
              threads, rounds);
    tl_expect(places, "places that are free at the end");
}
