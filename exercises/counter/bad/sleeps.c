// expect: forbidden
/* Sleeps a moment, so that the other thread "has finished by then". */
#include "counter.h"

#include <unistd.h>

static unsigned long count[COUNTER_KEYS];
static volatile bool busy;

bool counter_add(unsigned key, unsigned long hits)
{
    if (key >= COUNTER_KEYS)
        return false;
    while (busy)
        usleep(10);
    busy = true;
    count[key] += hits;
    busy = false;
    return true;
}

unsigned long counter_get(unsigned key)
{
    return key < COUNTER_KEYS ? count[key] : 0;
}

unsigned long counter_take(unsigned key)
{
    if (key >= COUNTER_KEYS)
        return 0;
    while (busy)
        usleep(10);
    busy = true;
    unsigned long hits = count[key];
    count[key] = 0;
    busy = false;
    return hits;
}
