// expect: data-race
/* When the lock is taken it goes on all the same. */
#include "counter.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned long count[COUNTER_KEYS];

bool counter_add(unsigned key, unsigned long hits)
{
    if (key >= COUNTER_KEYS)
        return false;
    bool locked = pthread_mutex_trylock(&lock) == 0;
    count[key] += hits;
    if (locked)
        pthread_mutex_unlock(&lock);
    return true;
}

unsigned long counter_get(unsigned key)
{
    if (key >= COUNTER_KEYS)
        return 0;
    pthread_mutex_lock(&lock);
    unsigned long hits = count[key];
    pthread_mutex_unlock(&lock);
    return hits;
}

unsigned long counter_take(unsigned key)
{
    if (key >= COUNTER_KEYS)
        return 0;
    pthread_mutex_lock(&lock);
    unsigned long hits = count[key];
    count[key] = 0;
    pthread_mutex_unlock(&lock);
    return hits;
}
