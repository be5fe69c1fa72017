// expect: data-race
// why: The message is read even if the try has failed.
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>

static sem_t full;
static int message;

static void *sender(void *arg)
{
    message = 42;
    sem_post(&full);
    return arg;
}

int main(void)
{
    pthread_t id;
    int copy;

    sem_init(&full, 0, 0);
    pthread_create(&id, NULL, sender, NULL);
    if (sem_trywait(&full) != 0)
        assert(errno == EAGAIN);
    copy = message;
    pthread_join(id, NULL);
    assert(copy == 42);
    sem_destroy(&full);
    return 0;
}
