// expect: misuse
// why: The mutex is destroyed while the other thread may hold it.
#include <pthread.h>
#include <semaphore.h>

static pthread_mutex_t mutex;
static sem_t is_locked, is_destroyed;

static void *user(void *arg)
{
    pthread_mutex_lock(&mutex);
    sem_post(&is_locked);
    sem_wait(&is_destroyed);
    pthread_mutex_unlock(&mutex);
    return arg;
}

int main(void)
{
    pthread_t id;

    pthread_mutex_init(&mutex, NULL);
    sem_init(&is_locked, 0, 0);
    sem_init(&is_destroyed, 0, 0);
    pthread_create(&id, NULL, user, NULL);
    sem_wait(&is_locked);
    pthread_mutex_destroy(&mutex);
    sem_post(&is_destroyed);
    pthread_join(id, NULL);
    return 0;
}
