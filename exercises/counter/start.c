#include "counter.h"

/* This counter is right as long as one thread uses it. Repair it for many. */

static unsigned long count[COUNTER_KEYS];

bool counter_add(unsigned key, unsigned long hits)
{
    if (key >= COUNTER_KEYS)
        return false;
    count[key] += hits;
    return true;
}

unsigned long counter_get(unsigned key)
{
    if (key >= COUNTER_KEYS)
        return 0;
    return count[key];
}

unsigned long counter_take(unsigned key)
{
    unsigned long taken;

    if (key >= COUNTER_KEYS)
        return 0;
    taken = count[key];
    count[key] = 0;
    return taken;
}
