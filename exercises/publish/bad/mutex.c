// expect: forbidden
/* Right, but for the lock. */
#include "publish.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static point published; /* guarded by lock */
static bool there;      /* guarded by lock */

void point_publish(int x, int y)
{
    pthread_mutex_lock(&lock);
    published = (point){x, y};
    there = true;
    pthread_mutex_unlock(&lock);
}

bool point_try_read(point *out)
{
    pthread_mutex_lock(&lock);
    bool found = there;
    if (found)
        *out = published;
    pthread_mutex_unlock(&lock);
    return found;
}
