/* What a run prints: kept, up to a length, and never shown. */
#include "tally.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

/* A call prints in one piece, as a stream's lock makes it. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char kept[TALLY_TEXT];
static size_t len;

void tally_print_begin(void)
{
    len = 0;
}

size_t tally_printed(char text[TALLY_TEXT])
{
    pthread_mutex_lock(&lock);
    size_t n = len;
    memcpy(text, kept, n);
    pthread_mutex_unlock(&lock);
    return n;
}

static void print(bool out, const char *text, size_t n)
{
    if (!out)
        return;
    pthread_mutex_lock(&lock);
    if (n > sizeof kept - len)
        n = sizeof kept - len;
    memcpy(kept + len, text, n);
    len += n;
    pthread_mutex_unlock(&lock);
}

static int format_text(bool out, const char *format, va_list args)
{
    char text[TALLY_TEXT + 1];
    int n = vsnprintf(text, sizeof text, format, args);

    if (n > 0)
        print(out, text, strlen(text));
    return n;
}

int tally_printf(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int n = format_text(true, format, args);
    va_end(args);
    return n;
}

int tally_vprintf(const char *format, va_list args)
{
    return format_text(true, format, args);
}

int tally_fprintf(FILE *f, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int n = format_text(f == stdout, format, args);
    va_end(args);
    return n;
}

int tally_vfprintf(FILE *f, const char *format, va_list args)
{
    return format_text(f == stdout, format, args);
}

int tally_dprintf(int fd, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int n = format_text(fd == STDOUT_FILENO, format, args);
    va_end(args);
    return n;
}

int tally_vdprintf(int fd, const char *format, va_list args)
{
    return format_text(fd == STDOUT_FILENO, format, args);
}

int tally_puts(const char *s)
{
    return tally_printf("%s\n", s);
}

int tally_fputs(const char *s, FILE *f)
{
    print(f == stdout, s, strlen(s));
    return 1;
}

int tally_putchar(int c)
{
    return tally_fputc(c, stdout);
}

int tally_fputc(int c, FILE *f)
{
    char text = (char)c;

    print(f == stdout, &text, 1);
    return (unsigned char)c;
}

size_t tally_fwrite(const void *from, size_t size, size_t n, FILE *f)
{
    print(f == stdout, from, size * n);
    return size > 0 ? n : 0;
}

ssize_t tally_write(int fd, const void *from, size_t n)
{
    print(fd == STDOUT_FILENO, from, n);
    if (fd == STDOUT_FILENO || fd == STDERR_FILENO)
        return (ssize_t)n;
    errno = EBADF;
    return -1;
}

void tally_perror(const char *s)
{
    (void)s;
}

#define SAME_AS(function) __attribute__((alias("tally_" #function)))

SAME_AS(fputs) int tally_fputs_unlocked(const char *s, FILE *f);
SAME_AS(putchar) int tally_putchar_unlocked(int c);
SAME_AS(fputc) int tally_putc(int c, FILE *f);
SAME_AS(fputc) int tally_putc_unlocked(int c, FILE *f);
SAME_AS(fputc) int tally_fputc_unlocked(int c, FILE *f);
SAME_AS(fwrite)
size_t tally_fwrite_unlocked(const void *from, size_t size, size_t n, FILE *f);
