/* Everybody eats as often as he wants to, and never beside a neighbour who
 * does. */
#include "outside.h"

OUTSIDE(all_eat, "All eat as often as they want to, no two neighbours at once")
{
    long n = tl_between(2, 6), meals = tl_between(20, 120);

    tl_give(n);
    tl_give(meals);
    for (long i = 0; i < n; i++)
        tl_expect(2 * meals,
                  "meals for which the fork left of philosopher %ld "
                  "was used, at a table for %ld who eat %ld times each",
                  i, n, meals);
}
