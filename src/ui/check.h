/* Grading, as a learner sees it. */
#ifndef UI_CHECK_H
#define UI_CHECK_H

#include "src/ui/app.h"

/* Grades FILE, or the workspace's copy when NULL; shows progress, then the
 * verdict (or JSON); records the attempt. Returns the exit status. */
int check_exercise(struct app *app, const char *exercise, const char *file);

int cmd_check(struct app *app, int argc, char **argv);   /* [EXERCISE [FILE]] */
int cmd_hint(struct app *app, int argc, char **argv);    /* the next rung */
int cmd_compare(struct app *app, int argc, char **argv); /* with the solution */
int cmd_reset(struct app *app, int argc, char **argv);
int cmd_task(struct app *app, int argc, char **argv); /* shows task.md */
int cmd_run(struct app *app, int argc, char **argv);  /* DEMO|FILE.c */

#endif
