/* What the synchronisation objects have in common: operations that do not wait,
 * or not for ever. */
#include "grader/explore/sync.h"

#include "grader/explore/race.h"

#include <errno.h>

enum {
    NS_PER_S = 1000000000,
};

bool sync_attempt(struct op *op)
{
    op->arg2 = 1;
    engine_trap(op);
    return op->wrote;
}

bool sync_try(struct op *op)
{
    return !engine_fault(FAULT_TRYLOCK) && sync_attempt(op);
}

bool sync_time(const struct until *end, const struct libc_call *c, uint64_t *ns)
{
    const struct timespec *t = end->time;
    uint64_t origin = libc_clock_origin(end->clock), at = 0;

    libc_reads(c, t, sizeof *t);
    if (t->tv_nsec < 0 || t->tv_nsec >= NS_PER_S ||
        (end->clock != CLOCK_REALTIME && end->clock != CLOCK_MONOTONIC))
        return false;
    if (t->tv_sec >= 0)
        at = (uint64_t)t->tv_sec * NS_PER_S + (uint64_t)t->tv_nsec;
    *ns = at > origin ? at - origin : 0;
    return true;
}

bool sync_times_out(uint64_t ns)
{
    struct thread *t = engine.current;

    if (ns <= t->now_ns)
        return true;
    if (!engine_fault(FAULT_TIMEOUT))
        return false;
    t->now_ns = ns;
    return true;
}

/* When its time is over, it still takes what it can have without waiting. */
int sync_until(struct op *op, const struct until *end)
{
    const struct libc_call c = {op->name, op->pc, op->frame};
    uint64_t ns;

    if (!sync_time(end, &c, &ns))
        return EINVAL;
    if (sync_times_out(ns))
        return sync_attempt(op) ? 0 : ETIMEDOUT;
    op->expires = true;
    engine_trap(op);
    return 0;
}

struct access {
    uintptr_t address;
    const struct libc_call *call;
};

static uintptr_t touch(void *arg)
{
    const struct access *a = arg;

    race_object(a->address, OBJECT_BYTES, a->call->pc, a->call->frame);
    return 0;
}

void sync_touch(const struct place *p, const struct libc_call *c)
{
    struct access a = {p->address, c};

    engine_call(touch, &a);
}

void sync_unsupported(const struct libc_call *c, const char *what)
{
    libc_fail(c, FINDING_UNSUPPORTED, "%s: %s cannot be explored", c->name,
              what);
}
