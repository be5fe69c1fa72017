// expect: misuse
// why: A thread unlocks a normal mutex that another thread has locked.
#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *worker(void *arg)
{
    pthread_mutex_unlock(&mutex);
    return arg;
}

int main(void)
{
    pthread_t id;

    pthread_mutex_lock(&mutex);
    pthread_create(&id, NULL, worker, NULL);
    pthread_join(id, NULL);
    return 0;
}
