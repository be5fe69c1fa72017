// expect: deadlock|timeout
// says: every thread waits|did not finish
#include <pthread.h>
#include <stdbool.h>
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static bool attack(void)
{
    pthread_mutex_lock(&mutex);
    pthread_mutex_lock(&mutex);
    return false;
}
