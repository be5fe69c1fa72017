// expect: none
// why: pthread_exit ends a thread from within a call and gives its result.
#include <assert.h>
#include <pthread.h>
#include <stdint.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void leave_if_odd(intptr_t n)
{
    if (n % 2 == 1) {
        pthread_mutex_unlock(&mutex);
        pthread_exit((void *)n);
    }
}

static void *worker(void *arg)
{
    pthread_mutex_lock(&mutex);
    leave_if_odd((intptr_t)arg);
    pthread_mutex_unlock(&mutex);
    return (void *)100;
}

int main(void)
{
    pthread_t a, b;
    void *odd, *even;

    pthread_create(&a, NULL, worker, (void *)1);
    pthread_create(&b, NULL, worker, (void *)2);
    pthread_join(a, &odd);
    pthread_join(b, &even);
    assert(odd == (void *)1 && even == (void *)100);
    return 0;
}
