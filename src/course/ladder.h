/* When the next hint may be shown: one rung at a time, and the next one only
 * after a new attempt or a minute's thought. How many rungs there are is not
 * told: learners who know go straight to the last (reference: Guo, Heffernan
 * and Beck, via data/sources). */
#ifndef COURSE_LADDER_H
#define COURSE_LADDER_H

#include "src/course/store.h"

enum { LADDER_WAIT_S = 60 }; /* a minute's thought */

struct ladder_step {
    size_t upto;    /* rungs 0..upto-1 may be shown now; the last is newest */
    bool fresh;     /* the last of them was not shown before */
    bool exhausted; /* there is no further one */
    long wait_s;    /* until the next by waiting; 0 when one was given */
};

/* `ladder` names the ladder within the exercise; nrungs > 0; attempts is how
 * many there are so far. Asking counts as being shown. When that cannot be
 * noted (a full disk) the result is false and *out is right all the same. */
bool ladder_next(struct store *s, const char *exercise, const char *ladder,
                 size_t nrungs, long attempts, int64_t now,
                 struct ladder_step *out, struct err *e) MUST_USE;

#endif
