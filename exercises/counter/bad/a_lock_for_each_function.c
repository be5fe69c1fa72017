// expect: data-race
/* Each function has its mutex; the data have none. */
#include "counter.h"

#include <pthread.h>

static pthread_mutex_t add_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t get_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t take_lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned long count[COUNTER_KEYS];

bool counter_add(unsigned key, unsigned long hits)
{
    if (key >= COUNTER_KEYS)
        return false;
    pthread_mutex_lock(&add_lock);
    count[key] += hits;
    pthread_mutex_unlock(&add_lock);
    return true;
}

unsigned long counter_get(unsigned key)
{
    if (key >= COUNTER_KEYS)
        return 0;
    pthread_mutex_lock(&get_lock);
    unsigned long hits = count[key];
    pthread_mutex_unlock(&get_lock);
    return hits;
}

unsigned long counter_take(unsigned key)
{
    if (key >= COUNTER_KEYS)
        return 0;
    pthread_mutex_lock(&take_lock);
    unsigned long hits = count[key];
    count[key] = 0;
    pthread_mutex_unlock(&take_lock);
    return hits;
}
