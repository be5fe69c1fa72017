/* Grading, as a learner sees it. */
#ifndef UI_CHECK_H
#define UI_CHECK_H

#include "grader/exercise.h"
#include "src/ui/app.h"

/* Grades FILE, or the workspace's copy when NULL; shows progress, then the
 * verdict (or JSON); records the attempt. Returns the exit status. */
int check_exercise(struct app *app, const char *exercise, const char *file);

/* Grades with a progress line and nothing else, and leaves the result in
 * app->verdict and app->graded. When that cannot be done it says why and
 * returns STATUS_USAGE or STATUS_UNSURE. */
enum status check_grade(struct app *app, const struct exercise *ex,
                        const char *file);

/* The exit status that an outcome stands for. */
enum status check_status(enum outcome o);

int cmd_check(struct app *app, int argc, char **argv);   /* [EXERCISE [FILE]] */
int cmd_hint(struct app *app, int argc, char **argv);    /* the next rung */
int cmd_compare(struct app *app, int argc, char **argv); /* with the solution */
int cmd_reset(struct app *app, int argc, char **argv);
int cmd_task(struct app *app, int argc, char **argv);    /* shows task.md */
int cmd_run(struct app *app, int argc, char **argv);     /* DEMO|FILE.c */
int cmd_explore(struct app *app, int argc, char **argv); /* FILE.c... */

#endif
