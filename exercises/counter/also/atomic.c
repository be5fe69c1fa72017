#include "counter.h"

#include <stdatomic.h>

/* Each function needs one step on one variable, and there is an atomic
 * operation for each of these steps: add, read, exchange. */
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
    /* The old value comes out and 0 goes in, with nothing between. */
    return key < COUNTER_KEYS ? atomic_exchange(&count[key], 0) : 0;
}
