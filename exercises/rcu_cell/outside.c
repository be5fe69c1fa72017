/* Settings that are replaced while others read them. */
#include "outside.h"

OUTSIDE(replaces, "Readers see whole settings, and never older ones again")
{
    long readers = tl_between(1, 3), writes = tl_between(20, 100);
    long first = tl_between(1, 100000), factor = tl_between(2, 1000);

    tl_give(readers);
    tl_give(writes);
    tl_give(first);
    tl_give(factor);
    tl_expect(writes, "calls of rcu_replace that succeeded");
    for (long i = 0; i < readers; i++) {
        tl_expect(0, "settings that reader %ld saw half changed", i);
        tl_expect(0, "times that reader %ld saw older settings than before", i);
    }
    tl_expect(first + writes, "the width at the end");
    tl_expect((first + writes) * factor, "the height at the end");
}
