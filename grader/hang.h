/* What the threads of a hung program wait for, and whether that can ever end.
 *
 * From /proc and the stacks: which primitive each thread is inside, which
 * thread holds the mutex it wants, and the sentence that says so. */
#ifndef GRADER_HANG_H
#define GRADER_HANG_H

#include "grader/grader.h"

#include <stdint.h>
#include <sys/types.h>

/* True when every thread of the process sleeps in the kernel, waiting without
 * a time limit for something only another of its threads could do (a futex):
 * nothing will ever happen again. Cheap; no ptrace. A negative answer may be
 * wrong for a moment; a positive one is taken twice, 100 ms apart, with no
 * thread having run in between. */
struct hang_watch {
    uint64_t fingerprint; /* of the last look; 0: none */
    int64_t since_ms;
};
bool hang_is_deadlock(struct hang_watch *w, pid_t pid, int64_t now_ms);

/* The threads, in order of creation, without those of a sanitizer's runtime.
 * `own_file` is the base name of the submission. Never fails: where stacks
 * cannot be had, the state says what /proc tells. */
void hang_describe(struct arena *a, pid_t pid, const char *own_file,
                   const struct thread_view **out, size_t *n);

#endif
