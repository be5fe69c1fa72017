/* Pushes and pops at random in one thread, against a stack that is kept here;
 * and numbers that go round among threads. */
#include "outside.h"

enum { COUNT_MAX = 12, STEPS = 80 };

OUTSIDE(one_thread, "The last in is the first out")
{
    long count = tl_between(2, COUNT_MAX), what[STEPS], stack[COUNT_MAX];
    long n = 0, next = 0;

    tl_give(count);
    for (int i = 0; i < STEPS; i++)
        tl_give(what[i] = tl_between(0, 2));
    /* inside.c pushes the numbers in turn, round and round, and skips those
     * that are in the stack. */
    for (int i = 0; i < STEPS; i++) {
        if (what[i] == 0 || n == count) {
            tl_expect(n > 0 ? stack[n - 1] : -1,
                      "a pop with %ld numbers inside (-1: none)", n);
            n -= n > 0;
            continue;
        }
        for (long k = 0; k < n; k++) {
            if (stack[k] == next) {
                next = (next + 1) % count;
                k = -1;
            }
        }
        stack[n++] = next;
        next = (next + 1) % count;
    }
}

OUTSIDE(goes_round, "No number is lost, doubled or held by two at once")
{
    long threads = tl_between(2, 4), count = tl_between(1, COUNT_MAX);
    long rounds = tl_between(50, 300);

    tl_give(threads);
    tl_give(count);
    tl_give(rounds);
    tl_expect(0, "times that two threads had one number");
    tl_expect(count, "numbers that are in the stack at the end");
    tl_expect(0, "numbers that came out twice at the end");
}
