/* Beliefs behind wrong answers (data/misconceptions.json), found in the answers
 * that are stored. Keyed by names, as those are. */
#ifndef UI_BELIEFS_H
#define UI_BELIEFS_H

#include "src/course/misconceptions.h"
#include "src/ui/app.h"

/* To be called after a wrong answer to the step has been stored. When another
 * question was answered wrongly before because of the same belief, says what
 * many believe and what is so. Once: not again at the third such question. */
void beliefs_say(struct app *app, const struct lesson *lesson,
                 const struct step *step);

/* The beliefs that a wrong answer has betrayed, without a right answer to any
 * question about them since; in the order of the file. */
bool beliefs_open(struct arena *a, struct app *app,
                  const struct misconception ***out, size_t *n,
                  struct err *e) MUST_USE;

#endif
