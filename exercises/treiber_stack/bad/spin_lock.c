// expect: forbidden
// A lock made by hand: who is stopped while he holds it stops all others.
#include "treiber_stack.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

struct treiber_stack {
    atomic_flag busy;
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
    atomic_flag_clear(&s->busy);
    s->top = 0;
    return s;
}

void treiber_destroy(treiber_stack *s)
{
    free(s);
}

void treiber_push(treiber_stack *s, unsigned number)
{
    while (atomic_flag_test_and_set_explicit(&s->busy, memory_order_acquire))
        ;
    s->inside[s->top++] = number;
    atomic_flag_clear_explicit(&s->busy, memory_order_release);
}

bool treiber_pop(treiber_stack *s, unsigned *number)
{
    while (atomic_flag_test_and_set_explicit(&s->busy, memory_order_acquire))
        ;
    bool found = s->top > 0;
    if (found)
        *number = s->inside[--s->top];
    atomic_flag_clear_explicit(&s->busy, memory_order_release);
    return found;
}
