// expect: none
// why: A lock that was tried for is used only if it was got.
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <time.h>

static pthread_rwlock_t lock;
static int value;

static void *writer(void *arg)
{
    int err = pthread_rwlock_trywrlock(&lock);

    assert(err == 0 || err == EBUSY);
    if (err == 0) {
        value = 1;
        pthread_rwlock_unlock(&lock);
    }
    return arg;
}

int main(void)
{
    pthread_t id;
    struct timespec until;

    pthread_rwlock_init(&lock, NULL);
    pthread_create(&id, NULL, writer, NULL);
    if (pthread_rwlock_tryrdlock(&lock) == 0) {
        int seen = value;
        /* Readers share, so one thread may read twice. */
        if (pthread_rwlock_tryrdlock(&lock) == 0) {
            assert(value == seen);
            pthread_rwlock_unlock(&lock);
        }
        pthread_rwlock_unlock(&lock);
    }
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 1;
    int err = pthread_rwlock_timedwrlock(&lock, &until);
    assert(err == 0 || err == ETIMEDOUT);
    if (err == 0) {
        value = 0;
        pthread_rwlock_unlock(&lock);
    }
    pthread_join(id, NULL);
    pthread_rwlock_destroy(&lock);
    return 0;
}
