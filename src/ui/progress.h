/* How far the learner is in a lesson. */
#ifndef UI_PROGRESS_H
#define UI_PROGRESS_H

#include "src/ui/app.h"

struct progress {
    bool *step; /* for each step: done */
    size_t done;
};

/* Reads what is done. A step with an exercise is also done when the exercise
 * has passed outside the lesson. */
bool progress_load(struct arena *a, struct app *app,
                   const struct lesson *lesson, struct progress *out,
                   struct err *e) MUST_USE;

/* The first step that is open, or nsteps. */
size_t progress_open_step(const struct progress *p,
                          const struct lesson *lesson);

#endif
