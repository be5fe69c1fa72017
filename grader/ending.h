/* How a program ended, in plain words. */
#ifndef GRADER_ENDING_H
#define GRADER_ENDING_H

#include "grader/sandbox.h"

/* Sets kind, message, threads and place when the program was ended for what it
 * did: time, memory, output, a forbidden call, a deadlock. */
bool ending_limit(struct arena *a, const struct sandbox_result *r,
                  const struct sandbox_limits *limits, struct finding *f);

/* The same when it left a trace of why it aborted itself: a failed assert() or
 * the C library's complaint about the heap. */
bool ending_abort(struct arena *a, const struct sandbox_result *r,
                  const char *own, struct finding *f);

/* The same when a signal ended it. */
void ending_signal(struct arena *a, int sig, struct finding *f);

/* Places the finding at a frame in the submission: of a thread that is there
 * itself, rather than in a test's code that the submission called. */
void ending_place(struct finding *f);

/* What the program printed, for a finding: cut, or NULL for nothing. */
const char *ending_output(struct arena *a, const struct sandbox_result *r);

#endif
