/* Reads the question of a quiz, order or predict step. */
#ifndef COURSE_QUESTION_H
#define COURSE_QUESTION_H

#include "src/base/json.h"
#include "src/course/lesson.h"

/* Each checks the step's keys, too. `v` is the step. */
bool question_quiz(struct arena *a, struct json v, struct question *q,
                   struct err *e) MUST_USE;
bool question_order(struct arena *a, struct json v, struct question *q,
                    struct err *e) MUST_USE;
/* `computed`: no choice says whether it is right. */
bool question_predict(struct arena *a, struct json v, bool computed,
                      struct question *q, struct err *e) MUST_USE;

#endif
