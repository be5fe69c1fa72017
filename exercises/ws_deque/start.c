/* ws_deque: see ws_deque.h for what each function promises, and `task` in the
 * tutor for where to begin. */
#include "ws_deque.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

/* The indices count on and are never wrapped: task i lies in slot
 * i % capacity, and there are bottom - top tasks. */
struct ws_deque {
    atomic_size_t top;    /* the oldest task; only ever rises */
    atomic_size_t bottom; /* where the owner pushes next; only it writes here */
    size_t capacity;
    _Atomic(void *) *slots;
};

ws_deque *ws_create(size_t capacity)
{
    (void)capacity;
    /* Check the argument, get memory, begin with both indices at 0. */
    errno = ENOMEM;
    return NULL;
}

void ws_destroy(ws_deque *d)
{
    (void)d;
}

bool ws_push(ws_deque *d, void *task)
{
    (void)d;
    (void)task;
    /* Is there room? Then the slot, then bottom. */
    return false;
}

void *ws_pop(ws_deque *d)
{
    (void)d;
    /* Lower bottom, then look at top. The last task is a special case, and an
     * empty deque is another one. */
    return NULL;
}

void *ws_steal(ws_deque *d)
{
    (void)d;
    /* Look at top, then at bottom; read the slot, then claim it. */
    return NULL;
}
