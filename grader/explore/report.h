/* What the explored program tells the grader: one JSON object per line, on a
 * descriptor of its own. grader/schedule_record.c reads it. */
#ifndef EXPLORE_REPORT_H
#define EXPLORE_REPORT_H

#include "grader/explore/outcomes.h"
#include "grader/explore/search.h"

enum { REPORT_FD = 3 };

void report_open(void);
void report_scenario(const char *id, const char *what);
void report_progress(const char *phase, long executions);

/* The trace that was recorded, the finding, and the result. */
void report_trace(void);
/* What each thread could do next, and what those wait for that could not; and
 * the schedule up to here, to which the token of an option may be added. */
void report_options(void);

void report_finding(const struct finding *f);
void report_outcome(const struct outcome *o);
void report_result(const struct search_result *r);

#endif
