/* Output. What a program says is said once for each of thousands of executions,
 * so nobody hears it (but outcomes.c, where it is asked for); everything else
 * is as if it were written. What formats into memory does so for real. Input
 * and files are refused before anything runs (symbols/). */
#include "grader/explore/outcomes.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Some of these are macros or inline functions elsewhere. */
LIBC_REPLACES(printf);
LIBC_REPLACES(vprintf);
LIBC_REPLACES(fprintf);
LIBC_REPLACES(vfprintf);
LIBC_REPLACES(dprintf);
LIBC_REPLACES(vdprintf);
LIBC_REPLACES(sprintf);
LIBC_REPLACES(vsprintf);
LIBC_REPLACES(snprintf);
LIBC_REPLACES(vsnprintf);
LIBC_REPLACES(puts);
LIBC_REPLACES(fputs);
LIBC_REPLACES(fputs_unlocked);
LIBC_REPLACES(putchar);
LIBC_REPLACES(putchar_unlocked);
int ex_putc(int c, FILE *f);
LIBC_REPLACES(fputc);
int ex_putc_unlocked(int c, FILE *f);
LIBC_REPLACES(fputc_unlocked);
LIBC_REPLACES(fwrite);
LIBC_REPLACES(fwrite_unlocked);
LIBC_REPLACES(write);
LIBC_REPLACES(perror);
LIBC_REPLACES(fflush);
LIBC_REPLACES(setvbuf);
LIBC_REPLACES(setbuf);
LIBC_REPLACES(setlinebuf);
LIBC_REPLACES(ferror);
LIBC_REPLACES(clearerr);

/* ----------------------------------------------------------------- formatting
 */

/* How long the text is; its arguments are looked at. */
static int measure(const struct libc_call *c, const char *format, va_list args)
{
    va_list again;

    libc_format(c, format, args);
    va_copy(again, args);

    int n = vsnprintf(NULL, 0, format, again);

    va_end(again);
    return n;
}

/* The same of a text that is printed. */
static int say(const struct libc_call *c, bool out, const char *format,
               va_list args)
{
    char text[OUTCOME_TEXT + 2]; /* one more than is kept, to know it is cut */
    va_list again;
    int n = measure(c, format, args);

    if (!outcomes_printed || !out || n <= 0)
        return n;
    va_copy(again, args);
    vsnprintf(text, sizeof text, format, again);
    va_end(again);
    outcomes_print(c, text, strlen(text));
    return n;
}

static void say_char(const struct libc_call *c, bool out, int ch)
{
    char text = (char)ch;

    if (out)
        outcomes_print(c, &text, 1);
}

static void say_line(const struct libc_call *c, const char *s)
{
    char text[OUTCOME_TEXT + 2];

    if (!outcomes_printed)
        return;
    snprintf(text, sizeof text, "%s\n", s);
    outcomes_print(c, text, strlen(text));
}

static int print(const struct libc_call *c, char *to, size_t size,
                 const char *format, va_list args)
{
    int n = measure(c, format, args);
    size_t all = (size_t)n + 1;

    if (n < 0)
        return n;
    libc_writes(c, to, all < size ? all : size);
    return vsnprintf(to, size, format, args);
}

int ex_printf(const char *format, ...)
{
    LIBC_CALL("printf");
    va_list args;

    va_start(args, format);

    int n = say(&call, true, format, args);

    va_end(args);
    return n;
}

int ex_vprintf(const char *format, va_list args)
{
    LIBC_CALL("vprintf");

    return say(&call, true, format, args);
}

int ex_fprintf(FILE *f, const char *format, ...)
{
    LIBC_CALL("fprintf");
    va_list args;

    va_start(args, format);

    int n = say(&call, f == stdout, format, args);

    va_end(args);
    return n;
}

int ex_vfprintf(FILE *f, const char *format, va_list args)
{
    LIBC_CALL("vfprintf");

    return say(&call, f == stdout, format, args);
}

int ex_dprintf(int fd, const char *format, ...)
{
    LIBC_CALL("dprintf");
    va_list args;

    va_start(args, format);

    int n = say(&call, fd == STDOUT_FILENO, format, args);

    va_end(args);
    return n;
}

int ex_vdprintf(int fd, const char *format, va_list args)
{
    LIBC_CALL("vdprintf");

    return say(&call, fd == STDOUT_FILENO, format, args);
}

int ex_sprintf(char *to, const char *format, ...)
{
    LIBC_CALL("sprintf");
    va_list args;

    va_start(args, format);

    int n = print(&call, to, INT_MAX, format, args);

    va_end(args);
    return n;
}

int ex_vsprintf(char *to, const char *format, va_list args)
{
    LIBC_CALL("vsprintf");

    return print(&call, to, INT_MAX, format, args);
}

int ex_snprintf(char *to, size_t size, const char *format, ...)
{
    LIBC_CALL("snprintf");
    va_list args;

    va_start(args, format);

    int n = print(&call, to, size, format, args);

    va_end(args);
    return n;
}

int ex_vsnprintf(char *to, size_t size, const char *format, va_list args)
{
    LIBC_CALL("vsnprintf");

    return print(&call, to, size, format, args);
}

/* -------------------------------------------------------------------- writing
 */

int ex_puts(const char *s)
{
    LIBC_CALL("puts");
    size_t n = libc_string(&call, s);

    say_line(&call, s);
    return (int)n + 1;
}

int ex_fputs(const char *s, FILE *f)
{
    LIBC_CALL("fputs");
    size_t n = libc_string(&call, s);

    if (f == stdout)
        outcomes_print(&call, s, n);
    return 1;
}

int ex_fputs_unlocked(const char *s, FILE *f)
{
    LIBC_CALL("fputs_unlocked");
    size_t n = libc_string(&call, s);

    if (f == stdout)
        outcomes_print(&call, s, n);
    return 1;
}

int ex_putchar(int c)
{
    LIBC_CALL("putchar");

    say_char(&call, true, c);
    return (unsigned char)c;
}

int ex_putchar_unlocked(int c)
{
    LIBC_CALL("putchar_unlocked");

    say_char(&call, true, c);
    return (unsigned char)c;
}

int ex_putc(int c, FILE *f)
{
    LIBC_CALL("putc");

    say_char(&call, f == stdout, c);
    return (unsigned char)c;
}

int ex_fputc(int c, FILE *f)
{
    LIBC_CALL("fputc");

    say_char(&call, f == stdout, c);
    return (unsigned char)c;
}

int ex_putc_unlocked(int c, FILE *f)
{
    LIBC_CALL("putc_unlocked");

    say_char(&call, f == stdout, c);
    return (unsigned char)c;
}

int ex_fputc_unlocked(int c, FILE *f)
{
    LIBC_CALL("fputc_unlocked");

    say_char(&call, f == stdout, c);
    return (unsigned char)c;
}

size_t ex_fwrite(const void *from, size_t size, size_t n, FILE *f)
{
    LIBC_CALL("fwrite");

    libc_reads(&call, from, size * n);
    if (f == stdout)
        outcomes_print(&call, from, size * n);
    return size > 0 ? n : 0;
}

size_t ex_fwrite_unlocked(const void *from, size_t size, size_t n, FILE *f)
{
    LIBC_CALL("fwrite_unlocked");

    libc_reads(&call, from, size * n);
    if (f == stdout)
        outcomes_print(&call, from, size * n);
    return size > 0 ? n : 0;
}

ssize_t ex_write(int fd, const void *from, size_t n)
{
    LIBC_CALL("write");

    libc_reads(&call, from, n);
    if (fd == STDOUT_FILENO)
        outcomes_print(&call, from, n);
    if (fd == STDOUT_FILENO || fd == STDERR_FILENO)
        return (ssize_t)n;
    errno = EBADF; /* no other is open */
    return -1;
}

void ex_perror(const char *s)
{
    LIBC_CALL("perror");

    if (s)
        libc_string(&call, s);
}

/* ------------------------------------------------------- of a stream, no
 * effect */

int ex_fflush(FILE *f)
{
    (void)f;
    return 0;
}

int ex_setvbuf(FILE *f, char *buffer, int mode, size_t size)
{
    (void)f;
    (void)buffer;
    (void)mode;
    (void)size;
    return 0;
}

void ex_setbuf(FILE *f, char *buffer)
{
    (void)f;
    (void)buffer;
}

void ex_setlinebuf(FILE *f)
{
    (void)f;
}

int ex_ferror(FILE *f)
{
    (void)f;
    return 0;
}

void ex_clearerr(FILE *f)
{
    (void)f;
}
