// expect: test
// The number 0 stands for "none", so that nobody can find it in the stack.
#include "treiber_stack.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#define NONE 0

struct treiber_stack {
    _Atomic uint64_t top;
    _Atomic uint32_t next[];
};

static uint32_t number_of(uint64_t word)
{
    return (uint32_t)word;
}

static uint64_t after(uint64_t old, uint32_t number)
{
    return ((old >> 32) + 1) << 32 | number;
}

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
    uint64_t old = atomic_load_explicit(&s->top, memory_order_relaxed);

    do {
        atomic_store_explicit(&s->next[number], number_of(old),
                              memory_order_relaxed);
    } while (!atomic_compare_exchange_weak_explicit(
        &s->top, &old, after(old, number), memory_order_release,
        memory_order_relaxed));
}

bool treiber_pop(treiber_stack *s, unsigned *number)
{
    uint64_t old = atomic_load_explicit(&s->top, memory_order_acquire);

    while (number_of(old) != NONE) {
        uint32_t below = atomic_load_explicit(&s->next[number_of(old)],
                                              memory_order_relaxed);

        if (atomic_compare_exchange_weak_explicit(
                &s->top, &old, after(old, below), memory_order_acquire,
                memory_order_acquire)) {
            *number = number_of(old);
            return true;
        }
    }
    return false;
}
