// expect: unjoined
// why: Main returns while the thread may still be running.
#include <pthread.h>
#include <semaphore.h>

static sem_t begun;

static void *worker(void *arg)
{
    sem_post(&begun);
    return arg;
}

int main(void)
{
    pthread_t id;

    sem_init(&begun, 0, 0);
    pthread_create(&id, NULL, worker, NULL);
    sem_wait(&begun);
    return 0;
}
