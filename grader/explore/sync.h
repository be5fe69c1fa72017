/* What the synchronisation objects have in common.
 *
 * Each function that the program calls looks its object up itself, with an
 * inline function that ends in _place: engine_object takes whoever called its
 * caller for the program. The work is then done by a function that gets the
 * place and the call, so that pthread_mutex_lock and mtx_lock share it. */
#ifndef EXPLORE_SYNC_H
#define EXPLORE_SYNC_H

#include "grader/explore/libc.h"

#include <time.h>

#define SYNC_INLINE static inline __attribute__((always_inline))

enum { SYNC_NO_MEMORY = 4096 }; /* addresses below are never mapped */

/* An update of p by that call, to be completed. `arg` is the thread. */
static inline struct op sync_op(const struct libc_call *c, struct place *p,
                                op_apply *apply)
{
    return (struct op){.kind = EVENT_UPDATE,
                       .place = p,
                       .apply = apply,
                       .arg = (uint64_t)engine.current->id,
                       .name = c->name,
                       .pc = c->pc,
                       .frame = c->frame};
}

/* The state that an object has now. Only what the running thread itself has
 * done to it may be concluded from that (E1), or that the program is wrong. */
static inline const struct state *sync_now(const struct place *p)
{
    return &p->mo[p->nmo - 1]->value;
}

/* The answer of an `apply` that cannot go on: an operation that only tries has
 * op->arg2 set. */
static inline enum change sync_busy(const struct op *op)
{
    return op->arg2 ? CHANGE_NONE : CHANGE_BLOCK;
}

/* Performs op without waiting; whether it took effect. The second one may also
 * fail for no reason, as an injected fault. */
bool sync_attempt(struct op *op);
bool sync_try(struct op *op);

/* The end of a wait: a time in the program's memory, as a clock shows it. */
struct until {
    clockid_t clock;
    const struct timespec *time;
};

/* Performs op, and waits for it until then: 0, ETIMEDOUT or EINVAL. */
int sync_until(struct op *op, const struct until *end);

/* Reads the time: what the running thread's own clock shows then. False if it
 * is none. */
bool sync_time(const struct until *end, const struct libc_call *c,
               uint64_t *ns);

/* Whether a wait that may last until `ns` is to end without what it waits for.
 * It is decided before it begins, and time goes on to that point; a wait that
 * goes on without end here stands for one that was successful in time. */
bool sync_times_out(uint64_t ns);

/* The call uses an object once more, after a wait. */
void sync_touch(const struct place *p, const struct libc_call *c);

/* The call gives the address of an object: a finding if there can be none. */
static inline void sync_address(const void *address, const struct libc_call *c)
{
    if ((uintptr_t)address < SYNC_NO_MEMORY)
        libc_fail(c, FINDING_CRASH, "calls %s with a NULL pointer", c->name);
}

/* The call asks for something that is left out here. */
_Noreturn void sync_unsupported(const struct libc_call *c, const char *what);

#endif
