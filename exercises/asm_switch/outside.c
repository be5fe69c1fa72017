/* The first stack and some others switch to each other in a random order; on
 * each return the registers, the rounding and what lies on the stack are those
 * of the stack that is switched to. */
#include "outside.h"

#include <stdbool.h>

enum { STACKS = 6, SWITCHES = 60, REGISTERS = 6 };

OUTSIDE(random_switches,
        "Each switch goes on where that stack stopped, with all "
        "that a call preserves")
{
    long n = tl_between(2, STACKS), switches = tl_between(10, SWITCHES),
         now = 0;
    long to[SWITCHES + 1], base[STACKS], at_entry[STACKS], rounding[STACKS];
    long left[STACKS] = {0};
    bool begun[STACKS] = {true};

    tl_give(n);
    for (long i = 0; i < n; i++) {
        tl_give(base[i] = tl_between(1, 1L << 60));
        tl_give(at_entry[i] = tl_between(0, 3));
        tl_give(rounding[i] = tl_between(0, 3));
        tl_give(tl_between(0, 15));    /* where the block begins */
        tl_give(tl_between(0, 10000)); /* how much more than 16 KiB it has */
    }
    for (long i = 0; i < switches; i++) {
        to[i] = tl_between(0, n - 2);
        to[i] += to[i] >= now; /* any but this one */
        now = to[i];
    }
    if (now != 0)
        to[switches++] = 0;
    tl_give(switches);
    for (long i = 0; i < switches; i++)
        tl_give(to[i]);
    for (long i = 1; i < n; i++)
        tl_expect(0,
                  "bytes that asm_prepare changed outside of the last 512 of "
                  "the block");
    now = 0;
    for (long i = 0; i < switches; i++) {
        left[now]++;
        now = to[i];
        tl_expect(now, "switch %ld: the number of the stack that goes on",
                  i + 1);
        if (begun[now]) {
            tl_expect(left[now], "a variable on stack %ld", now);
            for (long k = 0; k < REGISTERS; k++)
                tl_expect(base[now] + REGISTERS * left[now] + k,
                          "register %ld of those that a call preserves, on "
                          "stack %ld",
                          k + 1, now);
        }
        long mode = begun[now] ? rounding[now] : at_entry[now];
        tl_expect(mode, "the rounding mode in MXCSR on stack %ld", now);
        tl_expect(mode,
                  "the rounding mode in the x87 control word on stack "
                  "%ld",
                  now);
        begun[now] = true;
    }
}
