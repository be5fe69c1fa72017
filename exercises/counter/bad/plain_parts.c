// expect: data-race
/* Each thread writes to a part of its own, but others read it: both need an
 * order. */
#include "counter.h"

#include <stdatomic.h>

enum { PARTS = 64 };

static unsigned long part[PARTS][COUNTER_KEYS];
static atomic_uint threads;

static unsigned my_part(void)
{
    static _Thread_local unsigned number;

    if (number == 0)
        number = 1 + atomic_fetch_add(&threads, 1) % PARTS;
    return number - 1;
}

bool counter_add(unsigned key, unsigned long hits)
{
    if (key >= COUNTER_KEYS)
        return false;
    part[my_part()][key] += hits;
    return true;
}

unsigned long counter_get(unsigned key)
{
    unsigned long hits = 0;

    if (key >= COUNTER_KEYS)
        return 0;
    for (int i = 0; i < PARTS; i++)
        hits += part[i][key];
    return hits;
}

unsigned long counter_take(unsigned key)
{
    unsigned long hits = 0;

    if (key >= COUNTER_KEYS)
        return 0;
    for (int i = 0; i < PARTS; i++) {
        hits += part[i][key];
        part[i][key] = 0;
    }
    return hits;
}
