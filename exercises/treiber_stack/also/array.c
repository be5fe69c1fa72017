/* No list: an array, and a top word that holds index, number and tag of the
 * cell on top. Whoever comes next first copies what the top word says into its
 * cell, so that nobody waits for the one who changed the top. Each cell has a
 * tag of its own, which counts what was ever put there; cell 0 is the bottom.
 */
#include "treiber_stack.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

struct treiber_stack {
    _Atomic uint64_t top;     /* tag: 32 bits, index: 16, number: 16 */
    _Atomic uint64_t cells[]; /* tag: 32 bits, number: 16 */
};

static uint64_t cell_of(uint32_t tag, unsigned number)
{
    return (uint64_t)tag << 32 | number;
}

static uint32_t tag_of(uint64_t word)
{
    return (uint32_t)(word >> 32);
}

static unsigned index_of(uint64_t word)
{
    return word >> 16 & 0xffff;
}

static unsigned number_of(uint64_t word)
{
    return word & 0xffff;
}

treiber_stack *treiber_create(size_t count)
{
    if (count == 0 || count > TREIBER_MAX) {
        errno = EINVAL;
        return NULL;
    }
    /* Zeros: the bottom on top, each cell at tag 0. */
    return calloc(1, sizeof(treiber_stack) + (count + 1) * sizeof(uint64_t));
}

void treiber_destroy(treiber_stack *s)
{
    free(s);
}

/* Sees to it that the cell on top holds what the top word says. */
static uint64_t settled_top(treiber_stack *s)
{
    uint64_t top = atomic_load(&s->top);
    uint64_t cell = atomic_load(&s->cells[index_of(top)]);

    if (tag_of(cell) == tag_of(top) - 1)
        atomic_compare_exchange_strong(&s->cells[index_of(top)], &cell,
                                       cell_of(tag_of(top), number_of(top)));
    return top;
}

void treiber_push(treiber_stack *s, unsigned number)
{
    for (;;) {
        uint64_t top = settled_top(s);
        unsigned index = index_of(top) + 1;
        uint32_t tag = tag_of(atomic_load(&s->cells[index])) + 1;
        if (atomic_compare_exchange_strong(&s->top, &top,
                                           cell_of(tag, index << 16 | number)))
            return;
    }
}

bool treiber_pop(treiber_stack *s, unsigned *number)
{
    for (;;) {
        uint64_t top = settled_top(s);
        unsigned index = index_of(top);
        if (index == 0)
            return false;
        uint64_t below = atomic_load(&s->cells[index - 1]);
        if (atomic_compare_exchange_strong(
                &s->top, &top,
                cell_of(tag_of(below) + 1,
                        (index - 1) << 16 | number_of(below)))) {
            *number = number_of(top);
            return true;
        }
    }
}
