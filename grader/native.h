/* A program as it is without the explorer: compiled for this machine and run
 * many times. */
#ifndef GRADER_NATIVE_H
#define GRADER_NATIVE_H

#include "grader/explored_program.h"
#include "grader/schedule_record.h"

/* What one run of the driver counted. */
typedef void native_count(void *ctx, const struct outcome_record *counted);

/* Builds the program, which was read and explored, and runs its main `runs`
 * times, or as often as there is time. Where that cannot be done, out->why says
 * so. */
bool native_tally(struct explored_program *p, const char *const *args,
                  long runs, native_count *count, void *ctx,
                  struct outcomes_tally *out) MUST_USE;

#endif
