/* Routines that run once, for <threads.h> and the report of a deadlock. */
#ifndef EXPLORE_ONCE_H
#define EXPLORE_ONCE_H

#include "grader/explore/sync.h"

/* What was set up statically is 0, and stays it. */
SYNC_INLINE struct place *once_place(const int *flag, const struct libc_call *c)
{
    sync_address(flag, c);
    struct place *p = engine_object(flag, PLACE_ONCE, (struct state){0}, 0, 0);

    if (*flag != 0)
        libc_fail(c, FINDING_MISUSE,
                  "calls %s with a flag that was not initialised", c->name);
    return p;
}

void once_run(struct place *p, void (*routine)(void),
              const struct libc_call *c);

/* Who runs the routine in that state, or -1. */
int once_runner(const struct state *s);

#endif
