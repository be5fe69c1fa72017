/* What a class was asked to do, what it is worth, and what learners may see.
 *
 * A JSON file, read strictly: data/assignment.schema.json, which a test keeps
 * equal to this reader. All pointers belong to the arena. */
#ifndef CLASS_ASSIGNMENT_H
#define CLASS_ASSIGNMENT_H

#include "grader/grader.h"

enum {
    ASSIGNED_MAX = 64, /* exercises of one assignment: more than the course */
    LATE_DAYS_MAX = 365,
};

/* One exercise. */
struct assigned {
    const char *exercise; /* its folder's name */
    const char *file;     /* what learners hand in: "NAME.c" unless given */
    double points;        /* for an answer that passes */
    /* Percent of the points for each stage that passed, where the answer does
     * not; 0: none. `any_partial`: at least one is not 0. */
    double partial[STAGE_COUNT];
    bool any_partial;
};

/* What a learner's feedback page holds. */
struct shown {
    bool findings;  /* what is wrong, and where; else only passed or failed */
    bool all;       /* every finding; else the first of each exercise */
    bool schedules; /* the execution that fails, and how to replay it */
    bool hints;     /* the first rung of the ladder */
    bool points;
};

struct assignment {
    const char *title; /* "Week 3" */
    const struct assigned *list;
    size_t n;
    bool has_due;
    int64_t due;         /* seconds since 1970, UTC */
    double late_percent; /* taken off for each day that has begun after it */
    long late_days;      /* after so many nothing is given; 0: none is taken */
    struct shown shown;
    const char *names;  /* pattern of intake.h; or NULL */
    const char *secret; /* what is asked from outside depends on it; or NULL */
    const char *roster; /* path, as from the assignment's folder; or NULL */
};

bool assignment_load(struct arena *a, const char *path, struct assignment *out,
                     struct err *e) MUST_USE;

/* One for a single exercise, worth one point, without a due date; everything is
 * shown. */
void assignment_of(struct arena *a, const char *exercise,
                   struct assignment *out);

const struct assigned *assignment_find(const struct assignment *as,
                                       const char *exercise);

/* "2026-11-30T23:59:00+01:00" or "...Z", as RFC 3339 has it. */
bool assignment_time(const char *text, int64_t *out);

#endif
