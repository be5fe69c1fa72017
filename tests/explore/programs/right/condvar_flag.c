// expect: none
// why: The flag changes under the mutex, so never between look and sleep.
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static atomic_bool ready; /* atomic alone does not prevent the lost signal */

static void *waiter(void *arg)
{
    pthread_mutex_lock(&mutex);
    while (!atomic_load(&ready))
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
    return arg;
}

int main(void)
{
    pthread_t id;

    pthread_create(&id, NULL, waiter, NULL);
    pthread_mutex_lock(&mutex);
    atomic_store(&ready, true);
    pthread_mutex_unlock(&mutex);
    pthread_cond_signal(&changed);
    pthread_join(id, NULL);
    return 0;
}
