// expect: timeout|deadlock
// says: did not finish|every thread waits
#include <pthread.h>
#include <stdbool.h>
static bool attack(void)
{
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t never = PTHREAD_COND_INITIALIZER;

    pthread_mutex_lock(&mutex);
    for (;;)
        pthread_cond_wait(&never, &mutex);
}
