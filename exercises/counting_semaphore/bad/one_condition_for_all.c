// expect: deadlock
/* All semaphores share one condition variable and one lock; a signal may go to
 * a sleeper of another semaphore. */
#include "counting_semaphore.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_zero = PTHREAD_COND_INITIALIZER;

struct counting_semaphore {
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
    s->value = value;
    s->max = max;
    return s;
}

void csem_destroy(counting_semaphore *s)
{
    if (s == NULL)
        return;
    free(s);
}

void csem_wait(counting_semaphore *s)
{
    pthread_mutex_lock(&lock);
    while (s->value == 0)
        pthread_cond_wait(&not_zero, &lock);
    s->value--;
    pthread_mutex_unlock(&lock);
}

bool csem_try_wait(counting_semaphore *s)
{
    pthread_mutex_lock(&lock);
    bool taken = s->value > 0;
    if (taken)
        s->value--;
    pthread_mutex_unlock(&lock);
    return taken;
}

bool csem_timed_wait(counting_semaphore *s, const struct timespec *deadline)
{
    int error = 0;

    pthread_mutex_lock(&lock);
    while (s->value == 0 && error == 0)
        error = pthread_cond_timedwait(&not_zero, &lock, deadline);
    bool taken = s->value > 0;
    if (taken)
        s->value--;
    pthread_mutex_unlock(&lock);
    return taken;
}

bool csem_post(counting_semaphore *s)
{
    pthread_mutex_lock(&lock);
    bool posted = s->value < s->max;
    if (posted) {
        s->value++;
        pthread_cond_signal(&not_zero);
    }
    pthread_mutex_unlock(&lock);
    return posted;
}
