/* What the functions that stand in for libc's have in common.
 *
 * ex_NAME is what a program gets that calls NAME. Such a function checks what
 * libc's would read and write, as plain accesses of the running thread, then
 * lets libc do the work, or does it itself where libc keeps something that
 * outlives an execution or that all threads share. */
#ifndef EXPLORE_LIBC_H
#define EXPLORE_LIBC_H

#include "grader/explore/engine.h"

#include <stdarg.h>
#include <time.h>

/* A call by the program. */
struct libc_call {
    const char *name;
    uintptr_t pc, frame;
};

/* Stands first in the function that the program called (ENGINE_SITE). */
#define LIBC_CALL(function) \
    const struct libc_call call = {.name = function, ENGINE_SITE}

/* Declares ex_NAME with exactly the type of NAME. */
#define LIBC_REPLACES(function) extern __typeof__(function) ex_##function

/* The call reads or writes n bytes. */
void libc_reads(const struct libc_call *c, const void *from, size_t n);
void libc_writes(const struct libc_call *c, void *to, size_t n);

/* The call reads a string to its end; its length. */
size_t libc_string(const struct libc_call *c, const char *s);

/* The same, of at most n bytes. */
size_t libc_string_in(const struct libc_call *c, const char *s, size_t n);

/* Checks what printf's functions read and write through their arguments. */
void libc_format(const struct libc_call *c, const char *format, va_list args);

/* What a clock shows, in nanoseconds, when a thread's own shows 0. */
uint64_t libc_clock_origin(clockid_t clock);

/* The call is wrong, for the reason given as in engine_fail. */
_Noreturn void libc_fail(const struct libc_call *c, enum finding_kind kind,
                         const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What the functions remember of the running thread in this execution; all 0 at
 * first. Asking for it counts as a write by the thread (spin.h). */
struct libc_thread {
    uint64_t run;
    unsigned clock_reads;
    uint64_t random;
};
struct libc_thread *libc_me(void);

#endif
