// expect: forbidden
// A right stack, but one with a lock.
#include "treiber_stack.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct treiber_stack {
    pthread_mutex_t lock;
    unsigned top; /* how many are inside */
    unsigned inside[];
};

treiber_stack *treiber_create(size_t count)
{
    if (count == 0 || count > TREIBER_MAX) {
        errno = EINVAL;
        return NULL;
    }
    treiber_stack *s = malloc(sizeof *s + count * sizeof s->inside[0]);
    if (s == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    pthread_mutex_init(&s->lock, NULL);
    s->top = 0;
    return s;
}

void treiber_destroy(treiber_stack *s)
{
    free(s);
}

void treiber_push(treiber_stack *s, unsigned number)
{
    pthread_mutex_lock(&s->lock);
    s->inside[s->top++] = number;
    pthread_mutex_unlock(&s->lock);
}

bool treiber_pop(treiber_stack *s, unsigned *number)
{
    pthread_mutex_lock(&s->lock);
    bool found = s->top > 0;
    if (found)
        *number = s->inside[--s->top];
    pthread_mutex_unlock(&s->lock);
    return found;
}
