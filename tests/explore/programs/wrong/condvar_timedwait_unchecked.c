// expect: assertion
// why: The wait may end because time is up, without any reply.
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool ready;
static int reply;

static void *server(void *arg)
{
    pthread_mutex_lock(&mutex);
    reply = 42;
    ready = true;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&mutex);
    return arg;
}

int main(void)
{
    pthread_t id;
    struct timespec until;
    int err = 0;

    pthread_create(&id, NULL, server, NULL);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 1;
    pthread_mutex_lock(&mutex);
    while (!ready && err == 0)
        err = pthread_cond_timedwait(&changed, &mutex, &until);
    assert(reply == 42);
    pthread_mutex_unlock(&mutex);
    pthread_join(id, NULL);
    return 0;
}
