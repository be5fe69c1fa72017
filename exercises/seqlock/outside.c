/* A record that is written again and again, and never read half. */
#include "outside.h"

OUTSIDE(is_whole, "What is read was written by one call, and never goes back")
{
    long readers = tl_between(1, 3), writes = tl_between(50, 300);
    long first = tl_between(1, 1000000), factor = tl_between(2, 1000);

    tl_give(readers);
    tl_give(writes);
    tl_give(first);
    tl_give(factor);
    tl_expect(0, "the seconds of a record that nobody wrote");
    tl_expect(0, "its nanoseconds");
    for (long i = 0; i < readers; i++) {
        tl_expect(0, "records that reader %ld saw half written", i);
        tl_expect(0, "times that reader %ld saw an older record than before",
                  i);
    }
    tl_expect(1, "sl_try_read when nobody writes");
    tl_expect(first + writes - 1, "the seconds of the last record");
    tl_expect((first + writes - 1) * factor, "its nanoseconds");
}
