/* Generators that are asked in a random order, each of which counts with its
 * own step and yields from its own depth; and a chain of generators, each of
 * which asks the one before it. */
#include "outside.h"

#include <stdbool.h>

enum { MOST = 6, ASKED = 120 };

OUTSIDE(asked_in_any_order,
        "Each generator goes on where it stopped, whoever is asked meanwhile")
{
    long n = tl_between(2, MOST), asked = tl_between(20, ASKED);
    long which[ASKED], untouched[ASKED];
    long values[MOST], from[MOST], step[MOST], got[MOST] = {0};

    tl_give(n);
    for (long i = 0; i < n; i++) {
        tl_give(values[i] = tl_between(0, 20));
        tl_give(from[i] = tl_between(-100000, 100000));
        tl_give(step[i] = tl_between(1, 1000));
        tl_give(tl_between(0, 15)); /* the depth, which must not matter */
    }
    tl_give(asked);
    for (long i = 0; i < asked; i++) {
        tl_give(which[i] = tl_between(0, n - 1));
        tl_give(untouched[i] = tl_between(200000, 300000));
    }
    tl_expect(0, "bodies that ran before the first gen_next");
    for (long i = 0; i < asked; i++) {
        long g = which[i];
        bool more = got[g] < values[g];
        tl_expect(more,
                  "gen_next of a generator that has %ld values, after "
                  "%ld of them",
                  values[g], got[g]);
        tl_expect(more ? from[g] + step[g] * got[g] : untouched[i],
                  "*value after gen_next, which %s",
                  more ? "yielded" : "found the end");
        got[g] += more;
        tl_expect(got[g],
                  "values that the body has come to, after %ld that were taken",
                  got[g]);
    }
}

OUTSIDE(asks_another, "A generator may ask another one and yield what it makes "
                      "of its values")
{
    long filters = tl_between(1, 5), values = tl_between(1, 40);
    long taken = tl_between(1, values), from = tl_between(-1000, 1000);
    long times[5], plus[5];

    tl_give(filters);
    tl_give(values);
    tl_give(taken);
    tl_give(from);
    for (long f = 0; f < filters; f++) {
        tl_give(times[f] = tl_between(-4, 4));
        tl_give(plus[f] = tl_between(-1000, 1000));
    }
    for (long i = 0; i < taken; i++) {
        long value = from + i;
        for (long f = 0; f < filters; f++)
            value = value * times[f] + plus[f];
        tl_expect(value, "value %ld through a chain of %ld generators", i + 1,
                  filters);
    }
    tl_expect(0,
              "blocks of memory that are held after gen_destroy, where %ld "
              "of %ld values were taken",
              taken, values);
}
