/* Reads what a predict or demo step does with its program. */
#ifndef COURSE_SHOWN_H
#define COURSE_SHOWN_H

#include "src/base/json.h"
#include "src/course/lesson.h"

/* Each checks the keys that it reads; shown_demo all of the step's. `v` is the
 * step. */
bool shown_predict(struct arena *a, struct json v, struct step *s,
                   struct err *e) MUST_USE;
bool shown_demo(struct arena *a, struct json v, struct step *s,
                struct err *e) MUST_USE;

#endif
