/* What a compiler and a linker say, as findings. */
#ifndef GRADER_DIAGNOSTICS_H
#define GRADER_DIAGNOSTICS_H

#include "grader/sandbox.h"

/* The compiler's text without the path of our scratch folder. */
const char *diagnostics_text(struct arena *a, const struct sandbox_result *r,
                             const char *scratch);

/* Why a compilation of `own` failed. `text` is what diagnostics_text gave. */
void diagnostics_compile(struct arena *a, const struct sandbox_result *r,
                         const struct sandbox_limits *limits, const char *text,
                         struct finding *f);

/* Why the submission could not be linked with the tests. */
void diagnostics_link(struct arena *a, const char *own, const char *header,
                      const char *text, struct finding *f);

/* The first line that says "error", for messages of ours. */
const char *diagnostics_first(struct arena *a, const char *text);

#endif
