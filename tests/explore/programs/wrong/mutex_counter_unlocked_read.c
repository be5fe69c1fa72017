// expect: data-race
// why: Reading without the mutex is not ordered with the other's writes.
#include <assert.h>
#include <pthread.h>
#include <stdint.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int counter;

static void *adder(void *arg)
{
    int amount = (int)(intptr_t)arg;

    if (counter > 100)
        return NULL;
    pthread_mutex_lock(&mutex);
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
