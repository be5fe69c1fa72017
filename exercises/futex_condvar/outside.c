/* Values that go from one thread to others, one at a time, with the condition
 * variable. */
#include "outside.h"

OUTSIDE(hands_over,
        "Everybody who waits is woken, and each value is taken once")
{
    long takers = tl_between(1, 4), values = tl_between(20, 150);
    long first = tl_between(1, 1000000);

    tl_give(takers);
    tl_give(values);
    tl_give(first);
    tl_expect(values, "values that %ld threads took", takers);
    tl_expect(values * first + values * (values - 1) / 2, "their sum");
    tl_expect(takers, "threads of %ld that ended after the broadcast", takers);
}
