/* Random items, what they are worth, and how many threads. */
#include "outside.h"

enum { ROUNDS = 4, ITEMS_MAX = 60 };

OUTSIDE(adds_up, "The sum is right, however many items and threads there are")
{
    long n[ROUNDS], threads[ROUNDS], sum[ROUNDS];

    for (int round = 0; round < ROUNDS; round++) {
        long worth = tl_between(-1000, 1000);
        tl_give(n[round] = tl_between(0, ITEMS_MAX));
        tl_give(threads[round] = tl_between(1, 6));
        tl_give(worth);
        sum[round] = 0;
        for (long i = 0; i < n[round]; i++) {
            long item = tl_between(-100000, 100000);
            tl_give(item);
            sum[round] += item * worth;
        }
    }
    for (int round = 0; round < ROUNDS; round++) {
        tl_expect(0, "%ld items and %ld threads: the result", n[round],
                  threads[round]);
        tl_expect(sum[round], "%ld items and %ld threads: the sum", n[round],
                  threads[round]);
        tl_expect(n[round], "%ld items and %ld threads: calls of `value`",
                  n[round], threads[round]);
    }
    tl_expect(1, "0 threads give EINVAL");
}
