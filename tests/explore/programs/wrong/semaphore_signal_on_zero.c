// expect: lost-wakeup
// why: Two posts before the first waiter runs give only one signal.
#include <assert.h>
#include <pthread.h>

struct semaphore {
    pthread_mutex_t mutex;
    pthread_cond_t raised;
    int units;
};

static struct semaphore sem = {PTHREAD_MUTEX_INITIALIZER,
                               PTHREAD_COND_INITIALIZER, 0};

static void acquire(struct semaphore *s)
{
    pthread_mutex_lock(&s->mutex);
    while (s->units == 0)
        pthread_cond_wait(&s->raised, &s->mutex);
    s->units--;
    assert(s->units >= 0);
    pthread_mutex_unlock(&s->mutex);
}

static void release(struct semaphore *s)
{
    pthread_mutex_lock(&s->mutex);
    if (s->units++ == 0)
        pthread_cond_signal(&s->raised);
    pthread_mutex_unlock(&s->mutex);
}

static void *user(void *arg)
{
    acquire(&sem);
    return arg;
}

int main(void)
{
    pthread_t a, b;

    pthread_create(&a, NULL, user, NULL);
    pthread_create(&b, NULL, user, NULL);
    release(&sem);
    release(&sem);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
