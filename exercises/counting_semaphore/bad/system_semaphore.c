// expect: forbidden
/* The semaphore of the system, in a new coat. */
#include "counting_semaphore.h"

#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>

struct counting_semaphore {
    sem_t sem;
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
    sem_init(&s->sem, 0, value);
    s->max = max;
    return s;
}

void csem_destroy(counting_semaphore *s)
{
    if (s)
        sem_destroy(&s->sem);
    free(s);
}

void csem_wait(counting_semaphore *s)
{
    while (sem_wait(&s->sem) != 0)
        ;
}

bool csem_try_wait(counting_semaphore *s)
{
    return sem_trywait(&s->sem) == 0;
}

bool csem_timed_wait(counting_semaphore *s, const struct timespec *deadline)
{
    return sem_timedwait(&s->sem, deadline) == 0;
}

bool csem_post(counting_semaphore *s)
{
    int value;

    sem_getvalue(&s->sem, &value);
    return (unsigned)value < s->max && sem_post(&s->sem) == 0;
}
