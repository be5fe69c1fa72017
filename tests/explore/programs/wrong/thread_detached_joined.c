// expect: misuse
// why: A detached thread must not be joined.
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

static sem_t finished;
static int result;

static void *worker(void *arg)
{
    result = 42;
    sem_post(&finished);
    return arg;
}

int main(void)
{
    pthread_t id;

    sem_init(&finished, 0, 0);
    pthread_create(&id, NULL, worker, NULL);
    pthread_detach(id);
    sem_wait(&finished);
    assert(result == 42);
    pthread_join(id, NULL);
    return 0;
}
