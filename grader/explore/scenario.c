/* What scenarios say about themselves. */
#include "grader/explore/scenario_hooks.h"

#include "grader/explore/libc.h"

#include <stdio.h>

extern const struct ex_scenario __start_ex_scenarios[] __attribute__((weak));
extern const struct ex_scenario __stop_ex_scenarios[] __attribute__((weak));

/* What holds for a thread in this execution. */
struct promise {
    uint64_t run;          /* engine.executions when it was made */
    const char *condition; /* ex_eventually; NULL: none */
    const char *no_blocking;
};

static struct promise promises[THREADS_MAX];

static struct promise *promise_of(int thread)
{
    struct promise *p = &promises[thread];

    if (p->run != engine.executions)
        *p = (struct promise){.run = engine.executions};
    return p;
}

const struct ex_scenario *scenario_nth(unsigned i)
{
    size_t n = (size_t)(__stop_ex_scenarios - __start_ex_scenarios);

    return i < n ? &__start_ex_scenarios[i] : NULL;
}

unsigned ex_choose(unsigned n)
{
    return engine_choose(n, "ex_choose");
}

/* -------------------------------------------------------------------- waiting
 */

void ex_waits_for(const char *condition)
{
    promise_of(engine.current->id)->condition = condition;
}

void ex_others_first(void)
{
    struct op op = {.kind = EVENT_CHOICE,
                    .yields = true,
                    .name = "ex_eventually",
                    ENGINE_SITE};

    engine_trap(&op);
}

const char *scenario_condition(int thread)
{
    return promise_of(thread)->condition;
}

/* ----------------------------------------------------------------- not
 * blocking */

void ex_no_blocking_begin(const char *what)
{
    promise_of(engine.current->id)->no_blocking = what;
}

void ex_no_blocking_end(void)
{
    promise_of(engine.current->id)->no_blocking = NULL;
}

/* Whether the operation enters the kernel, or could wait. */
static bool may_block(const struct op *op)
{
    if (op->place)
        return op->place->kind != PLACE_ATOMIC || op->manner == MANNER_ASIDE;
    return op->kind == EVENT_CREATE || op->kind == EVENT_JOIN;
}

_Noreturn static void fail_promise(const struct thread *t, const char *what,
                                   const char *instead)
{
    struct finding f = {.kind = FINDING_SLEEPS,
                        .thread = t->id,
                        .other = -1,
                        .pc = t->op->pc,
                        .frame = t->op->frame};

    snprintf(f.text, sizeof f.text, "%s must not block, but %s", what, instead);
    engine_fail_at(&f);
}

void scenario_check_op(struct thread *t)
{
    const struct op *op = t->op;
    const char *what = promise_of(t->id)->no_blocking;
    char calls[64];

    if (!what || !(may_block(op) || (op->yields && op->name)))
        return;
    snprintf(calls, sizeof calls, "calls %s",
             op->name ? op->name : "something that may");
    fail_promise(t, what, calls);
}

void scenario_check_wait(struct thread *t)
{
    const char *what = promise_of(t->id)->no_blocking;

    if (what)
        fail_promise(t, what,
                     "waits in a loop until another thread does something");
}
