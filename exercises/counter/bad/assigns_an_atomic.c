// expect: assertion
/* `count = count + hits` on an atomic is a load and a store; `+=` would be one
 * step. */
#include "counter.h"

#include <stdatomic.h>

static atomic_ulong count[COUNTER_KEYS];

bool counter_add(unsigned key, unsigned long hits)
{
    if (key >= COUNTER_KEYS)
        return false;
    count[key] = count[key] + hits;
    return true;
}

unsigned long counter_get(unsigned key)
{
    return key < COUNTER_KEYS ? atomic_load(&count[key]) : 0;
}

unsigned long counter_take(unsigned key)
{
    return key < COUNTER_KEYS ? atomic_exchange(&count[key], 0) : 0;
}
