/* A point that readers wait for. */
#include "outside.h"

OUTSIDE(is_seen, "Before it there is nothing to read, and then the whole point")
{
    long readers = tl_between(1, 4), x = tl_between(-1000000, 1000000);
    long y = tl_between(-1000000, 1000000);

    tl_give(readers);
    tl_give(x);
    tl_give(y);
    tl_expect(0, "point_try_read before point_publish");
    for (long i = 0; i < readers; i++) {
        tl_expect(x, "the x that reader %ld saw", i);
        tl_expect(y, "the y that reader %ld saw", i);
    }
}
