/* What a verdict is made of: names, the order of findings, JSON. */
#ifndef GRADER_VERDICT_H
#define GRADER_VERDICT_H

#include "grader/grader.h"
#include "src/base/buf.h"

/* How much a finding explains: smaller explains more. See verdict.c. */
int finding_rank(const struct finding *f);

/* The smallest rank that a run of a test could still give. */
int finding_rank_possible(enum stage stage, bool stress);

/* True when both say the same about the same place. */
bool finding_same(const struct finding *a, const struct finding *b);

/* passed, failed or unsure from the stages and the findings; 0 checks are
 * never a pass. `excused` has a true for each stage that may be missing. */
enum outcome verdict_outcome(const struct verdict *v, const bool *excused);

/* The findings alone, as a JSON array, and back again. */
void findings_json(const struct finding *f, size_t n, struct buf *out);
bool findings_parse(struct arena *a, const char *name, const struct text *json,
                    struct finding **out, size_t *n, struct err *e) MUST_USE;

#endif
