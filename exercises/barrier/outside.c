/* Rounds of threads that meet: in each, one is told that it was the last, and
 * everybody sees what all wrote before. */
#include "outside.h"

OUTSIDE(rounds, "In each round all meet, and one of them gets true")
{
    long threads = tl_between(2, 5), rounds = tl_between(5, 40);
    long first = tl_between(1, 100000);

    tl_give(threads);
    tl_give(rounds);
    tl_give(first);
    for (long round = 0; round < rounds; round++)
        tl_expect(1, "threads of %ld that got true in round %ld", threads,
                  round + 1);
    for (long round = 0; round < rounds; round++) {
        for (long t = 0; t < threads; t++)
            tl_expect(threads * (first + round),
                      "what thread %ld saw of %ld threads' numbers in round "
                      "%ld",
                      t, threads, round + 1);
    }
}
