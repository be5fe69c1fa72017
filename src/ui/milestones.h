/* How threads came about. */
#ifndef UI_MILESTONES_H
#define UI_MILESTONES_H

#include "src/ui/app.h"

int cmd_milestones(struct app *app, int argc, char **argv);

#endif
