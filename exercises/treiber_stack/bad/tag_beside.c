// expect: assertion
// The tag is a variable of its own: looking at both is two steps, and so is
// changing both.
#include "treiber_stack.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#define NONE UINT32_MAX

struct treiber_stack {
    _Atomic uint32_t top;
    _Atomic uint32_t tag;
    _Atomic uint32_t next[];
};

treiber_stack *treiber_create(size_t count)
{
    if (count == 0 || count > TREIBER_MAX) {
        errno = EINVAL;
        return NULL;
    }
    treiber_stack *s = malloc(sizeof *s + count * sizeof s->next[0]);
    if (s == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    atomic_init(&s->top, NONE);
    atomic_init(&s->tag, 0);
    for (size_t i = 0; i < count; i++)
        atomic_init(&s->next[i], NONE);
    return s;
}

void treiber_destroy(treiber_stack *s)
{
    free(s);
}

void treiber_push(treiber_stack *s, unsigned number)
{
    uint32_t old = atomic_load_explicit(&s->top, memory_order_relaxed);

    do {
        atomic_store_explicit(&s->next[number], old, memory_order_relaxed);
    } while (!atomic_compare_exchange_weak_explicit(
        &s->top, &old, number, memory_order_release, memory_order_relaxed));
}

bool treiber_pop(treiber_stack *s, unsigned *number)
{
    uint32_t old = atomic_load_explicit(&s->top, memory_order_acquire);

    while (old != NONE) {
        uint32_t tag = atomic_load(&s->tag);
        uint32_t below =
            atomic_load_explicit(&s->next[old], memory_order_relaxed);

        if (atomic_load(&s->tag) == tag &&
            atomic_compare_exchange_weak_explicit(&s->top, &old, below,
                                                  memory_order_acquire,
                                                  memory_order_acquire)) {
            atomic_fetch_add(&s->tag, 1);
            *number = old;
            return true;
        }
    }
    return false;
}
