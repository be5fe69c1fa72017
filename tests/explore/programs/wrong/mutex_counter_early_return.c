// expect: deadlock
// why: A thread returns with the mutex held, and the other waits for ever.
#include <assert.h>
#include <pthread.h>
#include <stdint.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int counter;

static void *adder(void *arg)
{
    int amount = (int)(intptr_t)arg;

    pthread_mutex_lock(&mutex);
    if (counter > 0)
        return NULL;
    counter += amount;
    pthread_mutex_unlock(&mutex);
    return NULL;
}

int main(void)
{
    pthread_t id[3];

    for (intptr_t i = 0; i < 3; i++)
        pthread_create(&id[i], NULL, adder, (void *)(i + 1));
    for (int i = 0; i < 3; i++)
        pthread_join(id[i], NULL);
    assert(counter == 1 + 2 + 3);
    return 0;
}
