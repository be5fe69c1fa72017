/* The learner's place: app->lesson and app->step. */
#ifndef UI_PLACE_H
#define UI_PLACE_H

#include "src/ui/app.h"

/* Goes there and stores it; shows nothing. */
void place_enter(struct app *app, const struct lesson *lesson, size_t step);

/* Goes to the stored place, or the nearest to it; a newcomer to the first
 * lesson. Does nothing when the learner is somewhere already. A place that is
 * gone stays stored until the learner moves: the lesson may be mended by then.
 */
bool place_restore(struct app *app, struct err *e) MUST_USE;

/* A lesson by name or number, and in it a step by id or number from 1; step
 * NULL: as place_in says. */
bool place_find(struct app *app, const char *lesson, const char *step,
                const struct lesson **out, size_t *out_step,
                struct err *e) MUST_USE;

/* Where to go in a lesson that is entered without a step: where the learner
 * left it, else the first step that is open. */
size_t place_in(struct app *app, const struct lesson *lesson);

/* The first lesson from index `from` on that can be read and, if asked for, is
 * not finished; or NULL. The broken ones before it are named, unless quiet. */
const struct lesson *place_first(struct app *app, size_t from, bool unfinished,
                                 bool quiet);

#endif
