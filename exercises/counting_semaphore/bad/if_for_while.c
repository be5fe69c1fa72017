// expect: test
/* A sleeper that wakes up takes one without looking again. */
#include "counting_semaphore.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct counting_semaphore {
    pthread_mutex_t lock;
    pthread_cond_t not_zero;
    unsigned value;
    unsigned max;
};

counting_semaphore *csem_create(unsigned value, unsigned max)
{
    if (max == 0 || value > max) {
        errno = EINVAL;
        return NULL;
    }
    counting_semaphore *s = malloc(sizeof *s);
    if (s == NULL)
        return NULL;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->not_zero, NULL);
    s->value = value;
    s->max = max;
    return s;
}

void csem_destroy(counting_semaphore *s)
{
    if (s == NULL)
        return;
    pthread_cond_destroy(&s->not_zero);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

void csem_wait(counting_semaphore *s)
{
    pthread_mutex_lock(&s->lock);
    if (s->value == 0)
        pthread_cond_wait(&s->not_zero, &s->lock);
    s->value--;
    pthread_mutex_unlock(&s->lock);
}

bool csem_try_wait(counting_semaphore *s)
{
    pthread_mutex_lock(&s->lock);
    bool taken = s->value > 0;
    if (taken)
        s->value--;
    pthread_mutex_unlock(&s->lock);
    return taken;
}

bool csem_timed_wait(counting_semaphore *s, const struct timespec *deadline)
{
    int error = 0;

    pthread_mutex_lock(&s->lock);
    while (s->value == 0 && error == 0)
        error = pthread_cond_timedwait(&s->not_zero, &s->lock, deadline);
    bool taken = s->value > 0;
    if (taken)
        s->value--;
    pthread_mutex_unlock(&s->lock);
    return taken;
}

bool csem_post(counting_semaphore *s)
{
    pthread_mutex_lock(&s->lock);
    bool posted = s->value < s->max;
    if (posted) {
        s->value++;
        pthread_cond_signal(&s->not_zero);
    }
    pthread_mutex_unlock(&s->lock);
    return posted;
}
