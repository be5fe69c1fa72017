// expect: forbidden
/* Right, but ThreadSanitizer does not know the mutexes of <threads.h>. */
#include "counter.h"

#include <threads.h>

/* One lock for the whole table. Every access to `count`, in whichever function,
 * to read or to write, is made while it is held. */
static mtx_t lock;
static once_flag once = ONCE_FLAG_INIT;
static void init(void)
{
    mtx_init(&lock, mtx_plain);
}
static unsigned long count[COUNTER_KEYS]; /* guarded by lock */

bool counter_add(unsigned key, unsigned long hits)
{
    /* `key` is this thread's own, and COUNTER_KEYS never changes: comparing
     * them needs no lock. Looking before locking also means that there is only
     * one way out of the locked part. */
    if (key >= COUNTER_KEYS)
        return false;
    (call_once(&once, init), mtx_lock(&lock));
    count[key] += hits; /* load, add and store: one step for the others */
    mtx_unlock(&lock);
    return true;
}

unsigned long counter_get(unsigned key)
{
    if (key >= COUNTER_KEYS)
        return 0;
    /* A read is an access, too. What leaves the locked part is a copy. */
    (call_once(&once, init), mtx_lock(&lock));
    unsigned long hits = count[key];
    mtx_unlock(&lock);
    return hits;
}

unsigned long counter_take(unsigned key)
{
    if (key >= COUNTER_KEYS)
        return 0;
    /* Both steps in one locked part: a hit that came between them would be set
     * to 0 without having been returned. */
    (call_once(&once, init), mtx_lock(&lock));
    unsigned long hits = count[key];
    count[key] = 0;
    mtx_unlock(&lock);
    return hits;
}
