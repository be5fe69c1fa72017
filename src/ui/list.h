/* All lessons and exercises, with how far the learner is. */
#ifndef UI_LIST_H
#define UI_LIST_H

#include "src/ui/app.h"

int cmd_list(struct app *app, int argc, char **argv);

#endif
