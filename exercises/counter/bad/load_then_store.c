// expect: assertion
/* Two atomic steps are not one. */
#include "counter.h"

#include <stdatomic.h>

static atomic_ulong count[COUNTER_KEYS];

bool counter_add(unsigned key, unsigned long hits)
{
    if (key >= COUNTER_KEYS)
        return false;
    unsigned long before = atomic_load(&count[key]);
    atomic_store(&count[key], before + hits);
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
