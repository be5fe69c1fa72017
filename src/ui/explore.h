/* Exploring the program of a lesson's step. */
#ifndef UI_EXPLORE_H
#define UI_EXPLORE_H

#include "src/ui/app.h"

/* Calls its main `runs` times for real, where that is more than once, and then
 * explores it. Returns the exit status: STATUS_FAILED where it breaks. */
int explore_step(struct arena *a, struct app *app, const char *file, long runs);

#endif
