// expect: data-race
/* `volatile` keeps the loads and the stores; it does not make a step of three.
 */
#include "counter.h"

static volatile unsigned long count[COUNTER_KEYS];

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
