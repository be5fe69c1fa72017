// expect: test
/* The key is not looked at. */
#include "counter.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned long count[COUNTER_KEYS];

bool counter_add(unsigned key, unsigned long hits)
{
    pthread_mutex_lock(&lock);
    count[key] += hits;
    pthread_mutex_unlock(&lock);
    return true;
}

unsigned long counter_get(unsigned key)
{
    pthread_mutex_lock(&lock);
    unsigned long hits = count[key];
    pthread_mutex_unlock(&lock);
    return hits;
}

unsigned long counter_take(unsigned key)
{
    pthread_mutex_lock(&lock);
    unsigned long hits = count[key];
    count[key] = 0;
    pthread_mutex_unlock(&lock);
    return hits;
}
