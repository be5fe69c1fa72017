/* Grades what the intake found, and keeps a record of each.
 *
 * A record whose key is still the same is not made again: an interrupted run
 * goes on where it was. The key covers this program, the exercise, the harness
 * and the submission with the time at which it was handed in. A record is
 * written at once (file_write), so that there is a whole one or none. */
#ifndef CLASS_GRADING_H
#define CLASS_GRADING_H

#include "src/class/record.h"

struct exercise;

struct grading_progress {
    size_t done, total;         /* of those graded in this run */
    const struct submission *s; /* that ended last; NULL: none yet */
    enum record_outcome outcome;
    double seconds; /* since it began */
};

struct grading_request {
    const char *share, *cache; /* as for grader_new */
    const char *out;           /* records go to OUT/verdicts */
    const struct assignment *assignment;
    const char *secret;                      /* as secret_load gives it */
    const struct exercise *const *exercises; /* in the assignment's order */
    const struct submission *list;
    size_t n;
    size_t workers;
    size_t shard, shards; /* only submissions whose number leaves `shard` when
                             divided by `shards`; 0, 1: all */
    void (*progress)(void *ctx, const struct grading_progress *p); /* or NULL */
    void *ctx;
    const volatile sig_atomic_t *stop; /* or NULL */
};

struct grading_result {
    size_t graded; /* in this run */
    size_t kept;   /* from an earlier one */
    size_t others; /* not of this shard */
    double seconds;
};

bool grading_run(struct arena *a, const struct grading_request *req,
                 struct grading_result *out, struct err *e) MUST_USE;

#endif
