// expect: none
// why: A recursive mutex may be locked again by the thread that holds it.
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t mutex;
static int counter;

static void add_one(void)
{
    pthread_mutex_lock(&mutex);
    counter++;
    pthread_mutex_unlock(&mutex);
}

static void *adder(void *arg)
{
    pthread_mutex_lock(&mutex);
    add_one();
    add_one();
    pthread_mutex_unlock(&mutex);
    return arg;
}

int main(void)
{
    pthread_t a, b;
    pthread_mutexattr_t attr;

    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&mutex, &attr);
    pthread_mutexattr_destroy(&attr);
    pthread_create(&a, NULL, adder, NULL);
    pthread_create(&b, NULL, adder, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(counter == 4);
    pthread_mutex_destroy(&mutex);
    return 0;
}
