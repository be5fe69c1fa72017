/* Routines that run once: who comes first runs it, the others wait until that
 * is done, and know then what it did.
 *
 * State: a = 0 at first; the id + 1 of the thread that runs it; DONE. */
#include "grader/explore/once.h"

#include <pthread.h>

enum { DONE = THREADS_MAX + 1 };

int once_runner(const struct state *s)
{
    return s->a == DONE ? -1 : (int)s->a - 1;
}

static enum change apply_enter(const struct op *op, const struct state *before,
                               struct state *after)
{
    if (before->a == DONE)
        return CHANGE_NONE;
    if (before->a != 0)
        return CHANGE_BLOCK;
    *after = (struct state){.a = op->arg + 1};
    return CHANGE_WRITE;
}

static enum change apply_done(const struct op *op, const struct state *before,
                              struct state *after)
{
    (void)op;
    (void)before;
    *after = (struct state){.a = DONE};
    return CHANGE_WRITE;
}

void once_run(struct place *p, void (*routine)(void), const struct libc_call *c)
{
    struct op enter = sync_op(c, p, apply_enter);
    struct op done = sync_op(c, p, apply_done);

    enter.failure = ACQUIRE;
    enter.what = "a once flag";
    engine_trap(&enter);
    if (!enter.wrote)
        return;
    routine();
    done.order = RELEASE;
    engine_trap(&done);
}

LIBC_REPLACES(pthread_once);

int ex_pthread_once(pthread_once_t *flag, void (*routine)(void))
{
    LIBC_CALL("pthread_once");

    once_run(once_place(flag, &call), routine, &call);
    return 0;
}
