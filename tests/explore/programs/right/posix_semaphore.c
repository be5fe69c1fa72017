// expect: none
// why: The semaphore starts at 1, so one thread is in the section at a time.
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

static sem_t sem;
static int counter;

static void *adder(void *arg)
{
    sem_wait(&sem);
    counter++;
    sem_post(&sem);
    return arg;
}

int main(void)
{
    pthread_t a, b;
    int units;

    sem_init(&sem, 0, 1);
    pthread_create(&a, NULL, adder, NULL);
    pthread_create(&b, NULL, adder, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(counter == 2);
    sem_getvalue(&sem, &units);
    assert(units > 0);
    sem_destroy(&sem);
    return 0;
}
