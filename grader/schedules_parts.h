/* Between schedules.c, which builds the scenarios, and schedules_runs.c, which
 * runs them. */
#ifndef GRADER_SCHEDULES_PARTS_H
#define GRADER_SCHEDULES_PARTS_H

#include "grader/explored.h"
#include "grader/work.h"

#define schedules_source "explore.c"

/* One build at a level. */
struct level {
    const char *dir;       /* of the submission */
    const char *trusted;   /* of explore.c, where the submission is not */
    const char *program;   /* NULL until it can run */
    const char *own;       /* nm's words; NULL until it is compiled */
    const char *scenarios; /* the same */
    size_t left;           /* runs without a result */
};

struct schedules {
    const struct explorer *x;
    const char *run_dir;
    struct level levels[EXPLORED_LEVELS];
    struct exploration *list; /* NULL until it is known */
    size_t n;
    bool listing; /* a job is on its way to tell */
};

extern const int schedules_urgency[EXPLORED_LEVELS];

/* Settles the stage: nobody knows. */
void schedules_unsure(struct work *w, const char *why);
bool schedules_settled(const struct work *w);

/* Compiles the submission at this level, or takes it from the cache. */
bool schedules_start_level(struct work *w, enum explored_level level,
                           struct err *e) MUST_USE;

/* Runs all scenarios, when both the program and their list are there. */
void schedules_start_runs(struct work *w, enum explored_level level);

#endif
