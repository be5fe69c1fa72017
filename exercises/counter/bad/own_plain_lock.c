// expect: data-race
/* A lock made of a plain variable. */
#include "counter.h"

static volatile bool busy;
static unsigned long count[COUNTER_KEYS];

static void lock(void)
{
    while (busy)
        ;
    busy = true;
}

static void unlock(void)
{
    busy = false;
}

bool counter_add(unsigned key, unsigned long hits)
{
    if (key >= COUNTER_KEYS)
        return false;
    lock();
    count[key] += hits;
    unlock();
    return true;
}

unsigned long counter_get(unsigned key)
{
    if (key >= COUNTER_KEYS)
        return 0;
    lock();
    unsigned long hits = count[key];
    unlock();
    return hits;
}

unsigned long counter_take(unsigned key)
{
    if (key >= COUNTER_KEYS)
        return 0;
    lock();
    unsigned long hits = count[key];
    count[key] = 0;
    unlock();
    return hits;
}
