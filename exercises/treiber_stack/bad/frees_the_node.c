// expect: memory
// A node for each push, freed as soon as it is unlinked: another thread may
// have read its address before, and is about to read its link.
#include "treiber_stack.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

struct node {
    unsigned number;
    struct node *_Atomic below;
};

struct treiber_stack {
    struct node *_Atomic top;
};

treiber_stack *treiber_create(size_t count)
{
    if (count == 0 || count > TREIBER_MAX) {
        errno = EINVAL;
        return NULL;
    }
    treiber_stack *s = malloc(sizeof *s);
    if (s == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    atomic_init(&s->top, NULL);
    return s;
}

void treiber_destroy(treiber_stack *s)
{
    unsigned number;

    if (s == NULL)
        return;
    while (treiber_pop(s, &number))
        ;
    free(s);
}

void treiber_push(treiber_stack *s, unsigned number)
{
    struct node *node = malloc(sizeof *node);

    if (node == NULL)
        abort();
    node->number = number;
    struct node *old = atomic_load(&s->top);
    do
        atomic_store(&node->below, old);
    while (!atomic_compare_exchange_weak(&s->top, &old, node));
}

bool treiber_pop(treiber_stack *s, unsigned *number)
{
    struct node *old = atomic_load(&s->top);

    while (old != NULL) {
        struct node *below = atomic_load(&old->below);
        if (atomic_compare_exchange_weak(&s->top, &old, below)) {
            *number = old->number;
            free(old);
            return true;
        }
    }
    return false;
}
