/* The stage that measures how fast a submission is. */
#ifndef GRADER_SPEED_H
#define GRADER_SPEED_H

#include "grader/work.h"

/* Queues what builds the program. Only where the exercise has a bench. */
bool speed_start(struct work *w, struct err *e) MUST_USE;

/* Queues its one run, when all else is done and nothing was found. */
bool speed_run(struct work *w, struct err *e) MUST_USE;

/* Hands out what was measured, and settles what was too noisy. */
void speed_sum_up(struct work *w, struct verdict *out);

/* Judges n ratios, which it sorts; *median may be NULL.
 * Passed: three quarters of them reach the bar. Failed: three quarters do not.
 * Unsure: anything else, or too few. */
enum outcome speed_judge(double *ratios, size_t n, double bar, double *median);

/* Reads what harness/speed.c reports. False: that is not from it. */
bool speed_parse(struct arena *a, const char *text, struct speed **out,
                 size_t *n);

#endif
