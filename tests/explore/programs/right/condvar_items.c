// expect: none
// why: The consumer looks again after it has woken up and has the mutex.
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;
static int items;

static void *consumer(void *arg)
{
    pthread_mutex_lock(&mutex);
    /* While, not if: between the signal and the moment this thread has the
     * mutex again another consumer may take the item. */
    while (items == 0)
        pthread_cond_wait(&more, &mutex);
    assert(items > 0);
    items--;
    pthread_mutex_unlock(&mutex);
    return arg;
}

static void produce(void)
{
    pthread_mutex_lock(&mutex);
    items++;
    pthread_cond_signal(&more);
    pthread_mutex_unlock(&mutex);
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, consumer, NULL);
    pthread_create(&b, NULL, consumer, NULL);
    produce();
    produce();
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(items == 0);
    return 0;
}
