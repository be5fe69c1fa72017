// expect: misuse
// why: The other thread locks a mutex that has been destroyed before.
#include <pthread.h>

static pthread_mutex_t mutex;

static void *user(void *arg)
{
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
    return arg;
}

int main(void)
{
    pthread_t id;

    pthread_mutex_init(&mutex, NULL);
    pthread_mutex_destroy(&mutex);
    pthread_create(&id, NULL, user, NULL);
    pthread_join(id, NULL);
    return 0;
}
