/* Runs programs that we trust (an editor, `cc --version`).
 *
 * What a learner wrote is started by grader/sandbox only. */
#ifndef BASE_PROC_H
#define BASE_PROC_H

#include "src/base/buf.h"

/* Processors that this process may use, at least 1: a cluster's job has some of
 * its node's. */
size_t proc_processors(void);

/* The full path of a program found through $PATH, or NULL. */
char *proc_find(struct arena *a, const char *name);

/* Runs argv and collects what it writes to stdout and stderr together, at most
 * `max` bytes. Stdin is /dev/null. Gives up after timeout_ms and kills it.
 * *status is the exit status, or 128 + the signal. */
bool proc_capture(char *const argv[], size_t max, int timeout_ms,
                  struct buf *out, int *status, struct err *e) MUST_USE;

/* Runs argv in the foreground on our terminal and waits. SIGINT reaches it and
 * not us; the terminal's modes are put back afterwards. */
bool proc_foreground(char *const argv[], int *status, struct err *e) MUST_USE;

#endif
