#include "counter.h"

#include <stdatomic.h>

/* Threads write to different parts, and whoever reads sums the parts up. There
 * are more threads than parts, perhaps, so two may meet on one part: an
 * addition is atomic all the same. Parts stay when their thread has ended. */
enum { PARTS = 2 };

static atomic_ulong part[PARTS][COUNTER_KEYS];
static atomic_uint threads; /* how many have counted so far */

static unsigned my_part(void)
{
    /* This thread's own, so no other thread can race on it. */
    static _Thread_local unsigned number; /* 0: none yet */

    if (number == 0)
        number = 1 + atomic_fetch_add(&threads, 1) % PARTS;
    return number - 1;
}

bool counter_add(unsigned key, unsigned long hits)
{
    if (key >= COUNTER_KEYS)
        return false;
    atomic_fetch_add(&part[my_part()][key], hits);
    return true;
}

unsigned long counter_get(unsigned key)
{
    unsigned long hits = 0;

    if (key >= COUNTER_KEYS)
        return 0;
    for (int i = 0; i < PARTS; i++)
        hits += atomic_load(&part[i][key]);
    return hits;
}

unsigned long counter_take(unsigned key)
{
    unsigned long hits = 0;

    if (key >= COUNTER_KEYS)
        return 0;
    for (int i = 0; i < PARTS; i++)
        hits += atomic_exchange(&part[i][key], 0);
    return hits;
}
