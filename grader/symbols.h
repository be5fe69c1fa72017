/* Addresses to functions and source lines, and the stacks of a live process.
 * The only user of elfutils (libdw, libdwfl). */
#ifndef GRADER_SYMBOLS_H
#define GRADER_SYMBOLS_H

#include "grader/grader.h"

#include <stdint.h>
#include <sys/types.h>

/* What stands at an address. */
struct symbol {
    const struct frame *frames; /* innermost first: inlined functions, too */
    size_t nframes;
    const char *object;     /* the variable there, or NULL */
    uint64_t object_offset; /* how far behind its beginning */
};

/* Looks up an ELF file (static addresses, or run-time addresses less `bias`).
 * `own` is set for lines in a file whose base name is `own_file`. */
bool symbols_resolve(struct arena *a, const char *elf, const char *own_file,
                     const uint64_t *addresses, size_t n, uint64_t bias,
                     struct symbol *out, struct err *e) MUST_USE;

/* One thread of a live process, stopped with ptrace while it is looked at. */
struct live_thread {
    pid_t tid;
    struct frame *frames; /* innermost first, all of them */
    size_t nframes;
    bool runtime; /* a helper of a sanitizer's, not the program's */
};

/* Attaches, walks every thread's stack and detaches; the process goes on,
 * unless one of its threads does not stop within a moment: then it is killed.
 * In order of tid. */
bool symbols_live(struct arena *a, pid_t pid, const char *own_file,
                  struct live_thread **out, size_t *n, struct err *e) MUST_USE;

#endif
