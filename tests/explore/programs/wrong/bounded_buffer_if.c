// expect: assertion
// why: A woken consumer takes a value that another one has taken meanwhile.
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static int slot, count;
static int got[2];

static void put(int value)
{
    pthread_mutex_lock(&mutex);
    while (count == 1)
        pthread_cond_wait(&not_full, &mutex);
    slot = value;
    count = 1;
    pthread_cond_signal(&not_empty);
    pthread_mutex_unlock(&mutex);
}

static int take(void)
{
    pthread_mutex_lock(&mutex);
    if (count == 0)
        pthread_cond_wait(&not_empty, &mutex);
    assert(count == 1);
    int value = slot;
    count = 0;
    pthread_cond_signal(&not_full);
    pthread_mutex_unlock(&mutex);
    return value;
}

static void *consumer(void *arg)
{
    *(int *)arg = take();
    return NULL;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, consumer, &got[0]);
    pthread_create(&b, NULL, consumer, &got[1]);
    put(1);
    put(2);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(got[0] + got[1] == 3);
    return 0;
}
