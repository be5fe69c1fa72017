#include "counter.h"

#include <pthread.h>
#include <stdlib.h>

/* Each thread has a part of its own with a lock of its own, which nobody else
 * wants except now and then a thread that reads. Parts stay in the list when
 * their thread has ended; what they hold must not be lost. */
struct part {
    struct part *next;
    pthread_mutex_t lock;
    unsigned long hits[COUNTER_KEYS]; /* guarded by lock */
};

/* Guards the list: its beginning, and every `next`. */
static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;
static struct part *list;

static struct part *my_part(void)
{
    static _Thread_local struct part *mine;

    if (mine == NULL) {
        mine = calloc(1, sizeof *mine);
        if (mine == NULL)
            abort();
        pthread_mutex_init(&mine->lock, NULL);
        pthread_mutex_lock(&list_lock);
        mine->next = list;
        list = mine;
        pthread_mutex_unlock(&list_lock);
    }
    return mine;
}

bool counter_add(unsigned key, unsigned long hits)
{
    if (key >= COUNTER_KEYS)
        return false;
    struct part *part = my_part();
    pthread_mutex_lock(&part->lock);
    part->hits[key] += hits;
    pthread_mutex_unlock(&part->lock);
    return true;
}

/* Sums up, and sets what was counted to 0 when `take` says so. Both locks are
 * taken in this order everywhere: the list's, then a part's. */
static unsigned long sum(unsigned key, bool take)
{
    unsigned long hits = 0;

    if (key >= COUNTER_KEYS)
        return 0;
    pthread_mutex_lock(&list_lock);
    for (struct part *part = list; part != NULL; part = part->next) {
        pthread_mutex_lock(&part->lock);
        hits += part->hits[key];
        if (take)
            part->hits[key] = 0;
        pthread_mutex_unlock(&part->lock);
    }
    pthread_mutex_unlock(&list_lock);
    return hits;
}

unsigned long counter_get(unsigned key)
{
    return sum(key, false);
}

unsigned long counter_take(unsigned key)
{
    return sum(key, true);
}
