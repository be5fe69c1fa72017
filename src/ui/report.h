/* A verdict as a screen that a beginner understands: the first finding first,
 * the learner's own lines, one idea, the compiler's text untouched. Pure:
 * verdict in, text out. */
#ifndef UI_REPORT_H
#define UI_REPORT_H

#include "src/ui/story.h"
#include "src/ui/term.h"

/* `source` is the submission's text (for quoting lines), `scenarios` that of
 * the exercise's explore.c; either may be NULL. */
void report_draw(struct buf *out, const struct look *look,
                 const struct verdict *v, const char *source,
                 const char *scenarios);

/* One finding, with its lines, stacks and threads; or as a story, where it has
 * a trace. */
void report_finding(struct buf *out, const struct look *look,
                    const struct finding *f, const char *source);

/* The same for a program of several files. */
void report_finding_in(struct buf *out, const struct look *look,
                       const struct finding *f,
                       const struct story_source *sources, size_t n);

/* The submission's file as the finding's trace calls it, or NULL. */
const char *report_own_file(const struct finding *f);

/* A kind in a learner's words: "Data race". */
const char *finding_kind_label(enum finding_kind kind);

#endif
