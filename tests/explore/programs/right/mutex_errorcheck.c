// expect: none
// why: An error-checking mutex refuses a second lock and a stranger's unlock.
#include <assert.h>
#include <errno.h>
#include <pthread.h>

static pthread_mutex_t mutex;

static void *stranger(void *arg)
{
    int err = pthread_mutex_unlock(&mutex);

    assert(err == EPERM);
    return arg;
}

int main(void)
{
    pthread_t id;
    pthread_mutexattr_t attr;

    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&mutex, &attr);
    pthread_mutexattr_destroy(&attr);
    pthread_mutex_lock(&mutex);
    int err = pthread_mutex_lock(&mutex);
    assert(err == EDEADLK);
    pthread_create(&id, NULL, stranger, NULL);
    pthread_join(id, NULL);
    pthread_mutex_unlock(&mutex);
    pthread_mutex_destroy(&mutex);
    return 0;
}
