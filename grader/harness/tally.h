/* A driver that runs a program's main over and over in one process and counts
 * how it ends. The grader compiles it when it is needed and links it with the
 * program, whose calls of the functions below are renamed "tally_..." first
 * (tally.syms). tally.c tells how it works. */
#ifndef TALLY_H
#define TALLY_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>
#include <threads.h>

enum {
    TALLY_TEXT = 200,     /* bytes of what a run prints, as in the explorer */
    TALLY_ROWS = 256,     /* different ends that are told apart */
    TALLY_THREADS = 24,   /* of one run, the main thread included */
    TALLY_HANG_MS = 2000, /* then a run counts as one that does not end */
};

enum tally_how {
    TALLY_ENDS,      /* main returns, or exit is called */
    TALLY_STOPS,     /* assert, abort */
    TALLY_HANGS,     /* it does not end */
    TALLY_UNDEFINED, /* a crash */
};

/* ------------------------------------------------------------- tally_print.c
 */

void tally_print_begin(void); /* of a run */
/* What this run has printed so far; returns how many bytes of it are kept. */
size_t tally_printed(char text[TALLY_TEXT]);

/* ----------------------------------------------------------- tally_threads.c
 */

/* Finds the processors and starts the main thread, which calls `run`. */
bool tally_threads_setup(void *(*run)(void *));
int tally_processors(void);
bool tally_pinned(void);

void tally_threads_begin(void); /* of a run */
void tally_threads_wait(void);  /* until none of its threads runs */

/* Leaves whatever the running thread does. */
_Noreturn void tally_leave(void *value);
/* Runs main in the main thread; returns even if it is left. */
void tally_enter(int argc, char **argv);

/* ------------------------------------------------------------------- tally.c
 */

/* How this run ends; the first that says so is believed. */
void tally_end(enum tally_how how, int status, const char *what);

/* ------------------------------------------ what a program gets that calls ...
 */

int tally_main(int argc, char **argv);

_Noreturn void tally_exit(int status);
_Noreturn void tally__exit(int status);
_Noreturn void tally__Exit(int status);
_Noreturn void tally_quick_exit(int status);
_Noreturn void tally_abort(void);
_Noreturn void tally___assert_fail(const char *expression, const char *file,
                                   unsigned line, const char *function);
_Noreturn void tally___assert(const char *expression, const char *file,
                              int line);

int tally_pthread_create(pthread_t *out, const pthread_attr_t *attr,
                         void *(*start)(void *), void *arg);
int tally_pthread_join(pthread_t id, void **value);
int tally_pthread_detach(pthread_t id);
_Noreturn void tally_pthread_exit(void *value);
int tally_thrd_create(thrd_t *out, thrd_start_t start, void *arg);
int tally_thrd_join(thrd_t id, int *value);
int tally_thrd_detach(thrd_t id);
_Noreturn void tally_thrd_exit(int value);

int tally_printf(const char *format, ...);
int tally_vprintf(const char *format, va_list args);
int tally_fprintf(FILE *f, const char *format, ...);
int tally_vfprintf(FILE *f, const char *format, va_list args);
int tally_dprintf(int fd, const char *format, ...);
int tally_vdprintf(int fd, const char *format, va_list args);
int tally_puts(const char *s);
int tally_fputs(const char *s, FILE *f);
int tally_putchar(int c);
int tally_fputc(int c, FILE *f);
size_t tally_fwrite(const void *from, size_t size, size_t n, FILE *f);
ssize_t tally_write(int fd, const void *from, size_t n);
void tally_perror(const char *s);

/* The same under other names; one name takes the place of one. */
int tally_fputs_unlocked(const char *s, FILE *f);
int tally_putchar_unlocked(int c);
int tally_putc(int c, FILE *f);
int tally_putc_unlocked(int c, FILE *f);
int tally_fputc_unlocked(int c, FILE *f);
size_t tally_fwrite_unlocked(const void *from, size_t size, size_t n, FILE *f);

#endif
