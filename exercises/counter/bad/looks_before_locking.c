// expect: data-race
/* Looks without the lock whether there is anything to take. */
#include "counter.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned long count[COUNTER_KEYS];

bool counter_add(unsigned key, unsigned long hits)
{
    if (key >= COUNTER_KEYS)
        return false;
    pthread_mutex_lock(&lock);
    count[key] += hits;
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
    if (key >= COUNTER_KEYS || count[key] == 0)
        return 0;
    pthread_mutex_lock(&lock);
    unsigned long hits = count[key];
    count[key] = 0;
    pthread_mutex_unlock(&lock);
    return hits;
}
