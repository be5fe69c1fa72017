/* Asks the questions that are due. */
#ifndef UI_REVIEW_H
#define UI_REVIEW_H

#include "src/ui/app.h"

enum { REVIEW_MAX = 20 }; /* cards in one session: about ten minutes */

/* Whether a step is asked again in reviews. */
bool review_is_card(const struct step *s);

/* How many questions a review would ask now; at most REVIEW_MAX. */
size_t review_due(struct app *app);

int cmd_review(struct app *app, int argc, char **argv);

#endif
