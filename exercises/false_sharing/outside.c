/* Counts of several threads, which are closed in the middle. */
#include "outside.h"

OUTSIDE(adds_up, "The sum is what was accepted, and nothing after the closing")
{
    long threads = tl_between(1, 4), rounds = tl_between(50, 400);
    long amount = tl_between(1, 1000000);

    tl_give(threads);
    tl_give(rounds);
    tl_give(amount);
    tl_expect(threads * rounds, "adds of %ld threads that were accepted",
              threads);
    tl_expect(threads * rounds * amount, "the sum");
    tl_expect(0, "counters_add after counters_close");
    tl_expect(threads * rounds * amount, "the sum afterwards");
    tl_expect(0, "threads whose count lies on the line of another one's");
}
