/* Commands for those who write lessons and exercises, and for those who keep a
 * machine on which they work. */
#ifndef UI_AUTHOR_H
#define UI_AUTHOR_H

#include "src/ui/app.h"

int cmd_doctor(struct app *app, int argc, char **argv);
int cmd_verify(struct app *app, int argc, char **argv); /* [NAME...] */
int cmd_new(struct app *app, int argc, char **argv); /* lesson|exercise NAME */

#endif
