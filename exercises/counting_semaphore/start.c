/* counting_semaphore: see counting_semaphore.h for what each function
 * promises, and `task` in the tutor for where to begin. */
#include "counting_semaphore.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct counting_semaphore {
    pthread_mutex_t lock; /* guards ... */
    unsigned value, max;
};

counting_semaphore *csem_create(unsigned value, unsigned max)
{
    counting_semaphore *s = malloc(sizeof *s);

    if (s == NULL)
        return NULL;
    pthread_mutex_init(&s->lock, NULL);
    s->value = value;
    s->max = max;
    return s;
}

void csem_destroy(counting_semaphore *s)
{
    free(s);
}

void csem_wait(counting_semaphore *s)
{
    (void)s;
    /* Sleep while the value is 0. */
}

bool csem_try_wait(counting_semaphore *s)
{
    (void)s;
    return false;
}

bool csem_timed_wait(counting_semaphore *s, const struct timespec *deadline)
{
    (void)s;
    (void)deadline;
    return false;
}

bool csem_post(counting_semaphore *s)
{
    (void)s;
    /* Whose sleep may be over now? */
    return false;
}
