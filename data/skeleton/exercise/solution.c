#include "@name@.h"

#include <pthread.h>

/* Guards `total`. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long total;

void @name@_add(long n)
{
    /* Reading, adding and writing must not be torn apart by another thread. */
    pthread_mutex_lock(&lock);
    total = total + n;
    pthread_mutex_unlock(&lock);
}

long @name@_value(void)
{
    /* Reading takes the lock, too: without it this is a data race. */
    pthread_mutex_lock(&lock);
    long value = total;
    pthread_mutex_unlock(&lock);
    return value;
}
