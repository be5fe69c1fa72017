// expect: assertion
/* Reading and setting to 0 are two steps: a hit between them is lost. */
#include "counter.h"

#include <stdatomic.h>

static atomic_ulong count[COUNTER_KEYS];

bool counter_add(unsigned key, unsigned long hits)
{
    if (key >= COUNTER_KEYS)
        return false;
    atomic_fetch_add(&count[key], hits);
    return true;
}

unsigned long counter_get(unsigned key)
{
    return key < COUNTER_KEYS ? atomic_load(&count[key]) : 0;
}

unsigned long counter_take(unsigned key)
{
    if (key >= COUNTER_KEYS)
        return 0;
    unsigned long hits = atomic_load(&count[key]);
    atomic_store(&count[key], 0);
    return hits;
}
