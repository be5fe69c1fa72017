// expect: misuse
/* Unlocks once more "to be safe". */
#include "counter.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned long count[COUNTER_KEYS];

bool counter_add(unsigned key, unsigned long hits)
{
    bool known = false;

    pthread_mutex_lock(&lock);
    if (key < COUNTER_KEYS) {
        count[key] += hits;
        known = true;
        pthread_mutex_unlock(&lock);
    }
    pthread_mutex_unlock(&lock);
    return known;
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
