/* From an explorer's report to a finding: functions, lines and variables for
 * its addresses. */
#ifndef GRADER_TRACE_H
#define GRADER_TRACE_H

#include "grader/schedule_record.h"

/* The program that made the report. */
struct trace_program {
    const char *elf;
    const char *own; /* base name of the file that is judged; NULL: all are */
    const char *const *files; /* base names of the files it was made of */
    size_t nfiles;
};

/* What the record's finding says, with its trace. Without the program's symbols
 * everything but the names. */
struct finding trace_finding(struct arena *a, const struct schedule_record *r,
                             const struct trace_program *p);

/* The steps, and what could come next. Leaves the rest of *out alone. */
void trace_state(struct arena *a, const struct schedule_record *r,
                 const struct trace_program *p, struct replay_state *out);

#endif
