/* Hits on random keys by a random number of threads, while the counts are taken
 * away now and then: afterwards every hit is somewhere, once. */
#include "outside.h"

OUTSIDE(adds_up, "Every hit is counted once, whoever takes counts meanwhile")
{
    long threads = tl_between(2, 6), rounds = tl_between(50, 400);
    long hits = tl_between(1, 1000000), takes = tl_between(0, 60);

    tl_give(threads);
    tl_give(rounds);
    tl_give(hits);
    tl_give(takes);
    for (long key = 0; key < 4; key++)
        tl_expect(threads * rounds * (hits + key),
                  "key %ld, to which each of %ld threads added %ld, %ld times, "
                  "while another took its count %ld times",
                  key, threads, hits + key, rounds, takes);
}

OUTSIDE(refuses, "Only keys that exist count, and each has its own count")
{
    long count[4] = {0}, steps = tl_between(20, 60);
    long keys[60], hits[60];

    tl_give(steps);
    for (long i = 0; i < steps; i++) {
        keys[i] = tl_between(0, 6);
        hits[i] = tl_between(0, 1L << 40);
        tl_give(keys[i]);
        tl_give(hits[i]);
    }
    for (long i = 0; i < steps; i++) {
        tl_expect(keys[i] < 4, "counter_add for key %ld", keys[i]);
        if (keys[i] < 4)
            count[keys[i]] += hits[i];
    }
    for (long key = 0; key < 4; key++)
        tl_expect(count[key], "key %ld after %ld calls", key, steps);
}
