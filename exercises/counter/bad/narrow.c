// expect: test
/* An int is too narrow for the count. */
#include "counter.h"

#include <stdatomic.h>

static atomic_int count[COUNTER_KEYS];

bool counter_add(unsigned key, unsigned long hits)
{
    if (key >= COUNTER_KEYS)
        return false;
    atomic_fetch_add(&count[key], (int)hits);
    return true;
}

unsigned long counter_get(unsigned key)
{
    return key < COUNTER_KEYS ? (unsigned long)atomic_load(&count[key]) : 0;
}

unsigned long counter_take(unsigned key)
{
    return key < COUNTER_KEYS ? (unsigned long)atomic_exchange(&count[key], 0)
                              : 0;
}
