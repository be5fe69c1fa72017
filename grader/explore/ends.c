/* How a program ends before its time. */
#include "grader/explore/outcomes.h"

#include <stdio.h>

_Noreturn void ex_exit(int status);
_Noreturn void ex__exit(int status);
_Noreturn void ex__Exit(int status);
_Noreturn void ex_quick_exit(int status);
_Noreturn void ex_abort(void);
_Noreturn void ex___assert_fail(const char *expression, const char *file,
                                unsigned line, const char *function);
_Noreturn void ex___assert(const char *expression, const char *file, int line);
_Noreturn void ex___stack_chk_fail(void);
_Noreturn void ex__ck_assert_failed(const char *file, int line,
                                    const char *expression, const char *format,
                                    ...);
void ex__mark_point(const char *file, int line);

static enum change never(const struct op *op, const struct state *before,
                         struct state *after)
{
    (void)op;
    (void)before;
    (void)after;
    return CHANGE_BLOCK;
}

/* Status 0: the thread does nothing more, and the others go on as far as they
 * can. What they do before the program has ended in one execution is the
 * beginning of what they do in this one; and nobody misses what they do not
 * come to any more. Inline, as engine_object looks for the call two frames up.
 */
static inline __attribute__((always_inline)) _Noreturn void
stay(const struct libc_call *c)
{
    static const char end;
    struct op op = {.kind = EVENT_UPDATE,
                    .apply = never,
                    .exits = true,
                    .name = c->name,
                    .what = "the end of the program",
                    .pc = c->pc,
                    .frame = c->frame};

    op.place = engine_object(&end, PLACE_ELSEWHERE, (struct state){0}, 0, 0);
    engine_trap(&op);
    __builtin_unreachable(); /* it waits for ever */
}

static inline __attribute__((always_inline)) _Noreturn void
leave(const struct libc_call *c, int status)
{
    if (outcomes_wanted)
        outcomes_exit(status);
    else if (status != 0)
        libc_fail(c, FINDING_CRASH, "ends the program with status %d", status);
    stay(c);
}

/* Where outcomes are wanted, this is one; else it is a finding. */
static inline __attribute__((always_inline)) _Noreturn void
stop(const struct libc_call *c, enum finding_kind kind, const char *outcome,
     const char *finding, const char *what)
{
    if (!outcomes_wanted)
        libc_fail(c, kind, finding, what);
    outcomes_stop(outcome, what);
    stay(c);
}

void ex_exit(int status)
{
    LIBC_CALL("exit");

    leave(&call, status);
}

void ex__exit(int status)
{
    LIBC_CALL("_exit");

    leave(&call, status);
}

void ex__Exit(int status)
{
    LIBC_CALL("_Exit");

    leave(&call, status);
}

void ex_quick_exit(int status)
{
    LIBC_CALL("quick_exit");

    leave(&call, status);
}

void ex_abort(void)
{
    LIBC_CALL("abort");

    stop(&call, FINDING_CRASH, "%s", "calls %s", "abort");
}

/* ----------------------------------------------------------------- assertions
 */

void ex___assert_fail(const char *expression, const char *file, unsigned line,
                      const char *function)
{
    LIBC_CALL("assert");

    (void)file;
    (void)line;
    (void)function;
    stop(&call, FINDING_ASSERTION, "assertion `%s' failed",
         "the assertion `%s' failed", expression);
}

void ex___assert(const char *expression, const char *file, int line)
{
    LIBC_CALL("assert");

    (void)file;
    (void)line;
    stop(&call, FINDING_ASSERTION, "assertion `%s' failed",
         "the assertion `%s' failed", expression);
}

/* Check's: `format` is NULL for a plain ck_assert. */
void ex__ck_assert_failed(const char *file, int line, const char *expression,
                          const char *format, ...)
{
    LIBC_CALL("ck_assert");
    char text[FINDING_TEXT];
    va_list args;

    (void)file;
    (void)line;
    va_start(args, format);
    if (format)
        vsnprintf(text, sizeof text, format, args);
    else
        snprintf(text, sizeof text, "%s", expression);
    va_end(args);
    libc_fail(&call, FINDING_ASSERTION, "%s", text);
}

void ex__mark_point(const char *file, int line)
{
    (void)file;
    (void)line;
}

void ex___stack_chk_fail(void)
{
    LIBC_CALL("return");

    libc_fail(&call, FINDING_OVERFLOW,
              "has written beyond an array on its stack");
}
