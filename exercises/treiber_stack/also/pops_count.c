/* Only pops count the tag up: a number cannot come back to the top without
 * having been popped. 16 bits for the number leave 48 for the tag. Everything
 * is seq_cst, which costs nothing here on x86: it stands in read-modify-writes
 * anyway. */
#include "treiber_stack.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#define NONE TREIBER_MAX /* no number is that high */
#define BITS 16          /* of the word are the number, the others the tag */

struct treiber_stack {
    _Atomic uint64_t top;
    _Atomic uint16_t next[];
};

static unsigned number_of(uint64_t word)
{
    return word & ((1u << BITS) - 1);
}

static uint64_t word_of(uint64_t tag, unsigned number)
{
    return tag << BITS | number;
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
    uint64_t old = atomic_load(&s->top);

    do {
        atomic_store(&s->next[number], (uint16_t)number_of(old));
    } while (!atomic_compare_exchange_strong(&s->top, &old,
                                             word_of(old >> BITS, number)));
}

bool treiber_pop(treiber_stack *s, unsigned *number)
{
    uint64_t old = atomic_load(&s->top);

    while (number_of(old) != NONE) {
        unsigned below = atomic_load(&s->next[number_of(old)]);

        if (atomic_compare_exchange_strong(&s->top, &old,
                                           word_of((old >> BITS) + 1, below))) {
            *number = number_of(old);
            return true;
        }
    }
    return false;
}
