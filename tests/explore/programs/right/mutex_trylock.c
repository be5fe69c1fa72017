// expect: none
// why: The counter is touched only if trylock says that the mutex is ours.
#include <assert.h>
#include <errno.h>
#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int counter;

static void *adder(void *arg)
{
    pthread_mutex_lock(&mutex);
    counter++;
    pthread_mutex_unlock(&mutex);
    return arg;
}

int main(void)
{
    pthread_t id;

    pthread_create(&id, NULL, adder, NULL);
    int err = pthread_mutex_trylock(&mutex);
    assert(err == 0 || err == EBUSY);
    if (err == 0) {
        counter++;
        pthread_mutex_unlock(&mutex);
    }
    pthread_join(id, NULL);
    assert(counter == (err == 0 ? 2 : 1));
    return 0;
}
