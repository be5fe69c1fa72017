/* barrier: see barrier.h for what each function promises, and `task` in the
 * tutor for where to begin. */
#include "barrier.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct barrier {
    pthread_mutex_t lock; /* guards ... */
    unsigned count;
};

barrier *barrier_create(unsigned count)
{
    barrier *b = malloc(sizeof *b);

    if (b == NULL)
        return NULL;
    pthread_mutex_init(&b->lock, NULL);
    b->count = count;
    return b;
}

bool barrier_wait(barrier *b)
{
    (void)b;
    /* Am I the last one? If not, what do I wait for? */
    return false;
}

void barrier_destroy(barrier *b)
{
    free(b);
}
