#include "inside.h"

#include "stack_investigator.h"

#include <stdint.h>

enum { PLACES = 30, THREADS_MAX = 8, BELOW = 1000, BYTES = 8000 };

static char bytes[BYTES];

INSIDE(places)
{
    struct si_stack s = {.low = bytes + BELOW};

    s.size = (size_t)tl_take();
    s.guard = (size_t)tl_take();
    for (int i = 0; i < PLACES; i++) {
        const char *at = s.low + tl_take();
        tl_answer(si_where(&s, at));
        tl_answer((long)si_distance(at, s.low));
    }
}

static bool overlap(const struct si_stack *x, const struct si_stack *y)
{
    uintptr_t a = (uintptr_t)x->low, b = (uintptr_t)y->low;

    return a < b + y->size && b < a + x->size;
}

/* Whether it lies there is asked of the numbers, and not of si_where. */
INSIDE(surveys)
{
    struct si_report reports[THREADS_MAX] = {{0}};
    size_t n = (size_t)tl_take();
    long pairs = 0;

    tl_answer(si_survey(n, reports));
    for (size_t i = 0; i < n; i++) {
        const struct si_stack *s = &reports[i].stack;
        uintptr_t low = (uintptr_t)s->low, at = (uintptr_t)reports[i].local;
        tl_answer(at >= low && at < low + s->size    ? 1
                  : at < low && at >= low - s->guard ? 2
                                                     : 0);
        for (size_t k = 0; k < i; k++)
            pairs += overlap(s, &reports[k].stack);
    }
    tl_answer(pairs);
}
