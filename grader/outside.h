/* The stage "outside": outside.c asks, inside.c answers with the submission,
 * and what is expected never enters the submission's process. The theory of
 * operation is in outside.c. */
#ifndef GRADER_OUTSIDE_H
#define GRADER_OUTSIDE_H

#include "grader/work.h"

/* Begins it, where the request asks for it. Before any build is started. */
bool outside_start(struct work *w, struct err *e) MUST_USE;

/* Asks the program of this variant, when it, the manifest and the plan are all
 * there. */
bool outside_program(struct work *w, enum variant v, struct err *e) MUST_USE;

/* Puts what it was asked from into the verdict. */
void outside_sum_up(const struct work *w, struct verdict *out);

#endif
