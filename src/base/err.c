/* Errors as one line of text. */
#include "src/base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void set(struct err *e, bool lack, const char *fmt, va_list args)
{
    vsnprintf(e->text, sizeof e->text, fmt, args);
    e->lack = lack;
}

bool err_set(struct err *e, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    set(e, false, fmt, args);
    va_end(args);
    return false;
}

bool err_lack(struct err *e, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    set(e, true, fmt, args);
    va_end(args);
    return false;
}

bool err_is_lack(struct err *e)
{
    e->lack = true;
    return false;
}

bool err_in(struct err *e, const char *fmt, ...)
{
    char cause[sizeof e->text];
    va_list args;

    memcpy(cause, e->text, sizeof cause);
    va_start(args, fmt);
    int where = vsnprintf(e->text, sizeof e->text, fmt, args);
    va_end(args);
    if (where >= 0 && (size_t)where < sizeof e->text)
        snprintf(e->text + where, sizeof e->text - (size_t)where, ": %s",
                 cause);
    return false;
}
