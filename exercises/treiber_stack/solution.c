/* A linked list of numbers: next[n] is the number below n. The top and a tag,
 * which counts the changes, stand together in one word, so that one
 * compare-and-swap looks at both.
 *
 * Without the tag: a pop reads top 0 and next[0] = 1, and is stopped. Others
 * pop 0 and 1 and push 0 again. The top is 0 as before, the compare-and-swap
 * succeeds, and makes 1 the top, which somebody has (ABA). */
#include "treiber_stack.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#define NONE UINT32_MAX /* below the lowest number */

struct treiber_stack {
    /* Tag in the upper half, number in the lower half. After 2^32 changes the
     * tag comes round; a thread would have to be stopped for exactly so many.
     */
    _Atomic uint64_t top;
    /* Atomic, though only the owner of a number writes its entry: a pop that is
     * late reads it while the number's next owner writes. It then drops what it
     * read, but the two accesses must not be a data race. */
    _Atomic uint32_t next[];
};

static uint32_t number_of(uint64_t word)
{
    return (uint32_t)word;
}

/* `number` as the top that follows on `old`: with the next tag. */
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
    /* Relaxed, here and on failure: nothing is read on the strength of it. A
     * value that is out of date makes the exchange fail. */
    uint64_t old = atomic_load_explicit(&s->top, memory_order_relaxed);

    do {
        atomic_store_explicit(&s->next[number], number_of(old),
                              memory_order_relaxed);
        /* Release: who sees the new top also sees next[number], and what the
         * caller wrote. */
    } while (!atomic_compare_exchange_weak_explicit(
        &s->top, &old, after(old, number), memory_order_release,
        memory_order_relaxed));
}

bool treiber_pop(treiber_stack *s, unsigned *number)
{
    /* Acquire, with the release in push: next[] of this top is there. On
     * failure, too: then the next turn starts with another top. */
    uint64_t old = atomic_load_explicit(&s->top, memory_order_acquire);

    while (number_of(old) != NONE) {
        uint32_t below = atomic_load_explicit(&s->next[number_of(old)],
                                              memory_order_relaxed);

        /* Relaxed would do on success. The push has been acquired above, and a
         * compare-and-swap that takes a top away continues the release of the
         * pushes before it. */
        if (atomic_compare_exchange_weak_explicit(
                &s->top, &old, after(old, below), memory_order_acquire,
                memory_order_acquire)) {
            *number = number_of(old);
            return true;
        }
    }
    return false;
}
