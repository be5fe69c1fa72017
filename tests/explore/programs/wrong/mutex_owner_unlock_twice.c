// expect: misuse
// why: The second unlock finds a mutex that this thread does not hold.
#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *worker(void *arg)
{
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
    pthread_mutex_unlock(&mutex);
    return arg;
}

int main(void)
{
    pthread_t id;

    pthread_mutex_lock(&mutex);
    pthread_create(&id, NULL, worker, NULL);
    pthread_mutex_unlock(&mutex);
    pthread_join(id, NULL);
    return 0;
}
