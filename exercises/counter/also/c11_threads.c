/* With a mutex of C11. It has no initialiser like PTHREAD_MUTEX_INITIALIZER, so
 * whoever comes first calls mtx_init, by call_once: all others wait until that
 * has been done, and see what it wrote. */
#include "counter.h"

#include <stdlib.h>
#include <threads.h>

static once_flag prepared = ONCE_FLAG_INIT;
static mtx_t lock;                        /* usable after take_lock */
static unsigned long count[COUNTER_KEYS]; /* guarded by lock */

static void prepare(void)
{
    if (mtx_init(&lock, mtx_plain) != thrd_success)
        abort();
}

static void take_lock(void)
{
    call_once(&prepared, prepare);
    mtx_lock(&lock);
}

bool counter_add(unsigned key, unsigned long hits)
{
    if (key >= COUNTER_KEYS)
        return false;
    take_lock();
    count[key] += hits;
    mtx_unlock(&lock);
    return true;
}

unsigned long counter_get(unsigned key)
{
    if (key >= COUNTER_KEYS)
        return 0;
    take_lock();
    unsigned long hits = count[key];
    mtx_unlock(&lock);
    return hits;
}

unsigned long counter_take(unsigned key)
{
    if (key >= COUNTER_KEYS)
        return 0;
    take_lock();
    unsigned long hits = count[key];
    count[key] = 0;
    mtx_unlock(&lock);
    return hits;
}
