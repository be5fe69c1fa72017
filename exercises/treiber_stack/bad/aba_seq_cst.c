// expect: assertion
// The plain compare-and-swap, but strong and seq_cst everywhere: ABA is a fault
// of the algorithm, not of an order.
#include "treiber_stack.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#define NONE UINT32_MAX

struct treiber_stack {
    _Atomic uint32_t top;
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
    uint32_t old = atomic_load(&s->top);

    do {
        atomic_store(&s->next[number], old);
    } while (!atomic_compare_exchange_strong(&s->top, &old, number));
}

bool treiber_pop(treiber_stack *s, unsigned *number)
{
    uint32_t old = atomic_load(&s->top);

    while (old != NONE) {
        uint32_t below = atomic_load(&s->next[old]);

        if (atomic_compare_exchange_strong(&s->top, &old, below)) {
            *number = old;
            return true;
        }
    }
    return false;
}
