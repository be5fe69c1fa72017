// expect: data-race
/* Locks a copy of the mutex: each call another one. */
#include "counter.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned long count[COUNTER_KEYS];

/* A struct is copied when it is passed: so is the mutex in it. */
static void enter(pthread_mutex_t m)
{
    pthread_mutex_lock(&m);
}

static void leave(pthread_mutex_t m)
{
    pthread_mutex_unlock(&m);
}

bool counter_add(unsigned key, unsigned long hits)
{
    if (key >= COUNTER_KEYS)
        return false;
    enter(lock);
    count[key] += hits;
    leave(lock);
    return true;
}

unsigned long counter_get(unsigned key)
{
    if (key >= COUNTER_KEYS)
        return 0;
    enter(lock);
    unsigned long hits = count[key];
    leave(lock);
    return hits;
}

unsigned long counter_take(unsigned key)
{
    if (key >= COUNTER_KEYS)
        return 0;
    enter(lock);
    unsigned long hits = count[key];
    count[key] = 0;
    leave(lock);
    return hits;
}
