/* Reports of AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer. */
#ifndef GRADER_ASAN_H
#define GRADER_ASAN_H

#include "grader/report.h"

/* The first report in the text of a program's stderr: kind, place, message,
 * detail and threads of a finding. False when there is none. */
bool asan_parse(struct arena *a, const char *text, const char *own,
                struct finding *out);

#endif
