/* Each number has a generation, which its owner counts up at each push. A link
 * is a whole word, number and generation, as it was the top. So the same number
 * with the same generation on top is the same push of it, and the link below is
 * the same, too. */
#include "treiber_stack.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#define NONE UINT32_MAX

struct entry {
    _Atomic uint64_t below;
    uint32_t generation; /* its owner's; handed over with the number */
};

struct treiber_stack {
    _Atomic uint64_t top; /* generation, number */
    struct entry entries[];
};

treiber_stack *treiber_create(size_t count)
{
    if (count == 0 || count > TREIBER_MAX) {
        errno = EINVAL;
        return NULL;
    }
    treiber_stack *s = calloc(1, sizeof *s + count * sizeof s->entries[0]);
    if (s != NULL)
        atomic_init(&s->top, NONE);
    return s;
}

void treiber_destroy(treiber_stack *s)
{
    free(s);
}

void treiber_push(treiber_stack *s, unsigned number)
{
    struct entry *e = &s->entries[number];
    uint64_t word = (uint64_t)++e->generation << 32 | number;
    uint64_t old = atomic_load_explicit(&s->top, memory_order_relaxed);

    do
        atomic_store_explicit(&e->below, old, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(
        &s->top, &old, word, memory_order_release, memory_order_relaxed));
}

bool treiber_pop(treiber_stack *s, unsigned *number)
{
    uint64_t old = atomic_load_explicit(&s->top, memory_order_acquire);

    while ((uint32_t)old != NONE) {
        uint64_t below = atomic_load_explicit(&s->entries[(uint32_t)old].below,
                                              memory_order_relaxed);
        if (atomic_compare_exchange_weak_explicit(&s->top, &old, below,
                                                  memory_order_relaxed,
                                                  memory_order_acquire)) {
            *number = (uint32_t)old;
            return true;
        }
    }
    return false;
}
