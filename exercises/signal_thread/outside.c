/* Signals that are sent to the process, one after the other. */
#include "outside.h"

enum { SIGNALS = 12 };

OUTSIDE(acts, "Each signal has its action called, in one other thread")
{
    long stop[SIGNALS], reloads = 0, stops = 0;

    for (int i = 0; i < SIGNALS; i++) {
        tl_give(stop[i] = tl_between(0, 1));
        stops += stop[i];
        reloads += !stop[i];
    }
    tl_expect(0, "st_start returned");
    tl_expect(1, "a second st_start gives EBUSY");
    tl_expect(reloads, "calls of reload, of %d signals", SIGNALS);
    tl_expect(stops, "calls of stop, of %d signals", SIGNALS);
    tl_expect(0, "actions that the thread ran which had called st_start");
    tl_expect(0, "st_end returned");
    tl_expect(1, "a second st_end gives EINVAL");
}
