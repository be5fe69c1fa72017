#include "counter.h"

#include <stdatomic.h>

/* The contract promises nothing about other memory, so no order is needed
 * beyond what every atomic variable has. */
static atomic_ulong count[COUNTER_KEYS];

bool counter_add(unsigned key, unsigned long hits)
{
    if (key >= COUNTER_KEYS)
        return false;
    atomic_fetch_add_explicit(&count[key], hits, memory_order_relaxed);
    return true;
}

unsigned long counter_get(unsigned key)
{
    if (key >= COUNTER_KEYS)
        return 0;
    return atomic_load_explicit(&count[key], memory_order_relaxed);
}

unsigned long counter_take(unsigned key)
{
    if (key >= COUNTER_KEYS)
        return 0;
    return atomic_exchange_explicit(&count[key], 0, memory_order_relaxed);
}
