/* How a program ends before its time. */
#include "grader/explore/libc.h"

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

/* With status 0, nothing is wrong, and it is as if this thread were the last to
 * do anything: what the others do before it comes here, they do in another
 * execution, too. */
static _Noreturn void leave(const struct libc_call *c, int status)
{
    if (status != 0)
        libc_fail(c, FINDING_CRASH, "ends the program with status %d", status);
    engine_leave(ENDING_COMPLETE);
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

    libc_fail(&call, FINDING_CRASH, "calls abort");
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
    libc_fail(&call, FINDING_ASSERTION, "the assertion `%s' failed",
              expression);
}

void ex___assert(const char *expression, const char *file, int line)
{
    LIBC_CALL("assert");

    (void)file;
    (void)line;
    libc_fail(&call, FINDING_ASSERTION, "the assertion `%s' failed",
              expression);
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
