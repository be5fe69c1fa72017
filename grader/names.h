/* Names for the addresses in a sanitizer's report.
 *
 * A confined program is told not to name them itself: clang's runtimes start
 * another program for that, which is forbidden, and gcc's ThreadSanitizer first
 * reads the debugging information of every library, which takes longer than the
 * test. */
#ifndef GRADER_NAMES_H
#define GRADER_NAMES_H

#include "src/base/arena.h"

/* The report, with a function and a line for each frame in the program `elf`
 * that has none, and a name for a global variable. Inlined functions get frames
 * of their own; frames of libraries without a name are left out. The text
 * itself where there is nothing to do, or `elf` cannot be read. */
const char *names_fill(struct arena *a, const char *text, const char *elf);

#endif
