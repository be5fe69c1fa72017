/* Between tests.c and outside.c, which runs a submission as tests do. */
#ifndef GRADER_TESTS_H
#define GRADER_TESTS_H

#include "grader/record.h"
#include "grader/work.h"

/* What is known of a run when its result is judged. */
struct run {
    struct work *w;
    const struct task *task;
    const struct check *check; /* what it was to show */
    const struct sandbox_result *r;
    struct record record;
};

/* Records what is wrong with a run; true where nothing is. */
bool tests_judge(const struct run *run);

/* A run of this variant's program, for `c`: "--record", a test, or "--answer";
 * `send` goes to its descriptor 4. The caller says what is to be done with it.
 */
struct task tests_task(struct work *w, enum variant v, const char *mode,
                       const struct check *c, const char *send);

#endif
