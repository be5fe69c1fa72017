// expect: misuse
// why: The condition is destroyed while a thread waits for it.
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed, waiting;
static bool is_waiting, ready;

static void *waiter(void *arg)
{
    pthread_mutex_lock(&mutex);
    is_waiting = true;
    pthread_cond_signal(&waiting);
    while (!ready)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
    return arg;
}

int main(void)
{
    pthread_t id;

    pthread_cond_init(&changed, NULL);
    pthread_cond_init(&waiting, NULL);
    pthread_create(&id, NULL, waiter, NULL);
    pthread_mutex_lock(&mutex);
    /* When this thread has the mutex again, the other one waits. */
    while (!is_waiting)
        pthread_cond_wait(&waiting, &mutex);
    pthread_cond_destroy(&changed);
    ready = true;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&mutex);
    pthread_join(id, NULL);
    pthread_cond_destroy(&waiting);
    return 0;
}
