#include "counter.h"

#include <pthread.h>

/* Each count has a lock of its own, in the same struct: threads that count
 * different keys do not wait for each other. */
static struct {
    pthread_mutex_t lock;
    unsigned long hits; /* guarded by lock */
} slots[COUNTER_KEYS] = {
    {PTHREAD_MUTEX_INITIALIZER, 0},
    {PTHREAD_MUTEX_INITIALIZER, 0},
    {PTHREAD_MUTEX_INITIALIZER, 0},
    {PTHREAD_MUTEX_INITIALIZER, 0},
};

_Static_assert(COUNTER_KEYS == 4, "one initialiser for each slot");

bool counter_add(unsigned key, unsigned long hits)
{
    if (key >= COUNTER_KEYS)
        return false;
    pthread_mutex_lock(&slots[key].lock);
    slots[key].hits += hits;
    pthread_mutex_unlock(&slots[key].lock);
    return true;
}

unsigned long counter_get(unsigned key)
{
    unsigned long hits;

    if (key >= COUNTER_KEYS)
        return 0;
    pthread_mutex_lock(&slots[key].lock);
    hits = slots[key].hits;
    pthread_mutex_unlock(&slots[key].lock);
    return hits;
}

unsigned long counter_take(unsigned key)
{
    unsigned long hits;

    if (key >= COUNTER_KEYS)
        return 0;
    pthread_mutex_lock(&slots[key].lock);
    hits = slots[key].hits;
    slots[key].hits = 0;
    pthread_mutex_unlock(&slots[key].lock);
    return hits;
}
