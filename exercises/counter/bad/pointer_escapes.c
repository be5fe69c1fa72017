// expect: data-race
/* The pointer leaves the locked part, and is used outside of it. */
#include "counter.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned long count[COUNTER_KEYS];

static unsigned long *find(unsigned key)
{
    unsigned long *slot = NULL;

    pthread_mutex_lock(&lock);
    if (key < COUNTER_KEYS)
        slot = &count[key];
    pthread_mutex_unlock(&lock);
    return slot;
}

bool counter_add(unsigned key, unsigned long hits)
{
    unsigned long *slot = find(key);

    if (slot == NULL)
        return false;
    *slot += hits;
    return true;
}

unsigned long counter_get(unsigned key)
{
    unsigned long *slot = find(key);

    return slot != NULL ? *slot : 0;
}

unsigned long counter_take(unsigned key)
{
    unsigned long *slot = find(key);
    unsigned long hits = 0;

    if (slot != NULL) {
        hits = *slot;
        *slot = 0;
    }
    return hits;
}
