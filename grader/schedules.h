/* The stage that explores an exercise's scenarios. */
#ifndef GRADER_SCHEDULES_H
#define GRADER_SCHEDULES_H

#include "grader/work.h"

/* Queues the first jobs. Only where the exercise has scenarios. */
bool schedules_start(struct work *w, struct err *e) MUST_USE;

/* Where a scenario stands in its file; SIZE_MAX for NULL or an unknown one. */
size_t schedules_index(const struct work *w, const char *id);

/* The first scenario, as the file has them, in which something is wrong, other
 * than a leak; what stands behind it cannot be shown first. SIZE_MAX: none. */
size_t schedules_first_failed(const struct work *w);

/* Settles a stage that found nothing, and hands out what came of each. */
void schedules_sum_up(struct work *w, struct verdict *out);

#endif
