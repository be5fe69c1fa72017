/* Distances and places that are known here, and stacks that threads report. */
#include "outside.h"

enum { PLACES = 30 };

OUTSIDE(places, "Where an address lies, and how far it is from another one")
{
    long size = tl_between(20, 4000), guard = tl_between(0, 500);
    long at[PLACES];

    tl_give(size);
    tl_give(guard);
    for (int i = 0; i < PLACES; i++)
        tl_give(at[i] = tl_between(-600, 4200));
    for (int i = 0; i < PLACES; i++) {
        long where = at[i] >= 0 && at[i] < size     ? 1
                     : at[i] < 0 && at[i] >= -guard ? 2
                                                    : 0;
        tl_expect(where,
                  "si_where (0 outside, 1 stack, 2 guard) for the byte "
                  "%ld behind the lowest of a stack of %ld with a guard of %ld",
                  at[i], size, guard);
        tl_expect(at[i] < 0 ? -at[i] : at[i], "the distance of that byte");
    }
}

OUTSIDE(surveys, "Each of the threads tells its own stack, and lies in it")
{
    long n = tl_between(2, 5);

    tl_give(n);
    tl_expect(0, "si_survey of %ld threads returned", n);
    for (long i = 0; i < n; i++)
        tl_expect(1,
                  "the local variable of thread %ld lies in its stack (1), "
                  "in its guard (2) or outside (0)",
                  i);
    tl_expect(0, "pairs of the %ld stacks that overlap", n);
}
