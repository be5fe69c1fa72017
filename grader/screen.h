/* What a stranger's submission must not hold, beyond shape.c: what could reach
 * the tests' program past the interface. It looks at the words that are left
 * after preprocessing, and at the sections and symbols of the object.
 *
 * What one of the exercise's own answers uses, right or wrong, is allowed in
 * all submissions to it: assembly where stacks are switched, for example. A hit
 * is for a person to look at (FINDING_FORGED), not a mistake.
 *
 * Source: reference cases of in-process test harnesses that were made to pass;
 * grader/README.md says what a screen cannot see. */
#ifndef GRADER_SCREEN_H
#define GRADER_SCREEN_H

#include "grader/work.h"

/* Queues what it needs to run. Only for a stranger's submission. */
bool screen_start(struct work *w, struct err *e) MUST_USE;

/* The texts of an exercise's own answers, but those that are forged; one with
 * NULL data ends them. */
bool screen_allows(struct arena *a, const struct exercise *ex,
                   const struct text **out, struct err *e) MUST_USE;

/* The first word of preprocessed text (gcc -E, with line markers) that is not
 * allowed, or NULL. Only what does not come from a header counts. `right` is
 * what screen_allows gave. */
const char *screen_words(struct arena *a, const char *preprocessed,
                         const char *header, const struct text *right);

/* Whether the source says itself which file or line it is, or hides what comes
 * after: NULL, or how. Such a line could make screen_words take its words for a
 * header's. */
const char *screen_markers(struct arena *a, const struct text *source);

/* The same for what readelf -SsW says of an object. */
const char *screen_object(struct arena *a, const char *text,
                          const struct text *right);

#endif
