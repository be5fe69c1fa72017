/* One mutex guards the value. Whoever sleeps waits for "the value is not 0",
 * and only a post can make that true. */
#include "counting_semaphore.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct counting_semaphore {
    pthread_mutex_t lock; /* guards value */
    pthread_cond_t not_zero;
    unsigned value;
    unsigned max; /* never changes: needs no lock */
};

counting_semaphore *csem_create(unsigned value, unsigned max)
{
    if (max == 0 || value > max) {
        errno = EINVAL;
        return NULL;
    }
    counting_semaphore *s = malloc(sizeof *s);
    if (s == NULL)
        return NULL; /* malloc has set errno to ENOMEM */
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
    /* While, not if: the wait may end for no reason, and between the post and
     * this thread's return from the wait another one may have taken it. */
    while (s->value == 0)
        pthread_cond_wait(&s->not_zero, &s->lock);
    /* Still locked: looking and taking are one step to the others. */
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
    /* The value decides, and not the error: a post may have come at the last
     * moment, and it may have woken this thread instead of another one. */
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
        /* At each post, and not only when the value was 0: a thread that was
         * woken may not have come to take it yet, and then the value is not 0
         * although others sleep. */
        pthread_cond_signal(&s->not_zero);
    }
    pthread_mutex_unlock(&s->lock);
    return posted;
}
