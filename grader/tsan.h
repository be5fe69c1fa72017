/* Reports of ThreadSanitizer. */
#ifndef GRADER_TSAN_H
#define GRADER_TSAN_H

#include "grader/report.h"

/* The reports in the text of a program's stderr, in its order: kind, place,
 * message, detail and threads of findings. At most a few are read. */
void tsan_parse(struct arena *a, const char *text, const char *own,
                struct finding **out, size_t *n);

#endif
