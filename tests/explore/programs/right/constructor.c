// expect: none
// why: What a constructor sets up is there when main begins, in each execution.
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

static sem_t lock;
static int count, ready;

__attribute__((constructor)) static void set_up(void)
{
    ready++;
    sem_init(&lock, 0, 1);
}

__attribute__((destructor)) static void tear_down(void)
{
    assert(count == 2);
    sem_destroy(&lock);
}

static void *work(void *arg)
{
    sem_wait(&lock);
    count++;
    sem_post(&lock);
    return arg;
}

int main(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, work, NULL);
    work(NULL);
    pthread_join(thread, NULL);
    assert(ready == 1);
    return 0;
}
