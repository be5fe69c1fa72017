/* A verdict as a screen that a beginner understands: the first finding first,
 * the learner's own lines, one idea, the compiler's text untouched. Pure:
 * verdict in, text out. */
#ifndef UI_REPORT_H
#define UI_REPORT_H

#include "grader/grader.h"
#include "src/ui/term.h"

/* `source` is the submission's text (for quoting lines), or NULL. */
void report_draw(struct buf *out, const struct look *look,
                 const struct verdict *v, const char *source);

/* One finding, with its lines, stacks and threads. */
void report_finding(struct buf *out, const struct look *look,
                    const struct finding *f, const char *source);

/* A kind in a learner's words: "Data race". */
const char *report_label(enum finding_kind kind);

#endif
