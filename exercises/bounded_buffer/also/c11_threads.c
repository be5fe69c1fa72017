/* With the mutex and the condition variables of C11. The values stand in a list
 * that begins with the oldest. */
#include "bounded_buffer.h"

#include <errno.h>
#include <stdlib.h>
#include <threads.h>

struct value {
    struct value *next;
    int it;
};

struct bounded_buffer {
    mtx_t lock;
    cnd_t room, something;

    /* lock must be held when using these: */
    struct value *oldest, *newest;
    struct value *unused; /* there are `capacity` in both lists together */
    bool closed;

    struct value values[];
};

bounded_buffer *bb_create(size_t capacity)
{
    bounded_buffer *b;

    if (capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    if (capacity > ((size_t)-1 - sizeof *b) / sizeof b->values[0]) {
        errno = ENOMEM;
        return NULL;
    }
    b = malloc(sizeof *b + capacity * sizeof b->values[0]);
    if (b == NULL)
        return NULL;
    if (mtx_init(&b->lock, mtx_plain) != thrd_success)
        goto no_lock;
    if (cnd_init(&b->room) != thrd_success)
        goto no_room;
    if (cnd_init(&b->something) != thrd_success)
        goto no_something;
    b->oldest = b->newest = b->unused = NULL;
    b->closed = false;
    for (size_t i = 0; i < capacity; i++) {
        b->values[i].next = b->unused;
        b->unused = &b->values[i];
    }
    return b;

no_something:
    cnd_destroy(&b->room);
no_room:
    mtx_destroy(&b->lock);
no_lock:
    free(b);
    errno = ENOMEM;
    return NULL;
}

void bb_destroy(bounded_buffer *b)
{
    if (b == NULL)
        return;
    cnd_destroy(&b->something);
    cnd_destroy(&b->room);
    mtx_destroy(&b->lock);
    free(b);
}

bool bb_put(bounded_buffer *b, int value)
{
    bool stored = false;

    mtx_lock(&b->lock);
    while (b->unused == NULL && !b->closed)
        cnd_wait(&b->room, &b->lock);
    if (!b->closed) {
        struct value *v = b->unused;
        b->unused = v->next;
        *v = (struct value){NULL, value};
        if (b->oldest == NULL)
            b->oldest = v;
        else
            b->newest->next = v;
        b->newest = v;
        stored = true;
        cnd_signal(&b->something); /* for one, and any will do */
    }
    mtx_unlock(&b->lock);
    return stored;
}

bool bb_get(bounded_buffer *b, int *value)
{
    bool taken = false;

    mtx_lock(&b->lock);
    while (b->oldest == NULL && !b->closed)
        cnd_wait(&b->something, &b->lock);
    if (b->oldest != NULL) {
        struct value *v = b->oldest;
        b->oldest = v->next;
        *value = v->it;
        v->next = b->unused;
        b->unused = v;
        taken = true;
        cnd_signal(&b->room);
    }
    mtx_unlock(&b->lock);
    return taken;
}

void bb_close(bounded_buffer *b)
{
    mtx_lock(&b->lock);
    b->closed = true; /* true for everybody: wake all, of both kinds */
    cnd_broadcast(&b->room);
    cnd_broadcast(&b->something);
    mtx_unlock(&b->lock);
}
