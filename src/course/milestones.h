/* data/milestones.json: how threads came about, year by year. */
#ifndef COURSE_MILESTONES_H
#define COURSE_MILESTONES_H

#include "src/base/json.h"

struct milestone {
    long year;        /* the list is sorted by it */
    const char *when; /* as it is printed: "Dec 1998" */
    const char *what; /* Markdown, one line */
    const char *fact; /* the id of a fact that holds the source */
    struct json at;   /* where it stands, for messages */
};

struct milestones {
    const struct milestone *all; /* by year */
    size_t n;
};

/* All pointers belong to the arena. Years that are out of order are an error.
 */
bool milestones_load(struct arena *a, const char *path, struct milestones *out,
                     struct err *e) MUST_USE;

#endif
