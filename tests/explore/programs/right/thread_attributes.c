// expect: none
// why: A thread created detached and with a stack size of its own.
#include <assert.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>

static sem_t finished;
static int result;

static void *worker(void *arg)
{
    pthread_detach(pthread_self());
    result++;
    sem_post(&finished);
    return arg;
}

static void *created_detached(void *arg)
{
    result++;
    sem_post(&finished);
    return arg;
}

int main(void)
{
    pthread_t id;
    pthread_attr_t attr;

    sem_init(&finished, 0, 0);
    pthread_create(&id, NULL, worker, NULL);
    sem_wait(&finished);

    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, PTHREAD_STACK_MIN + (1 << 16));
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_create(&id, &attr, created_detached, NULL);
    pthread_attr_destroy(&attr);
    sem_wait(&finished);
    assert(result == 2);
    return 0;
}
