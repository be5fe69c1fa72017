/* Shows a lesson step by step. Never moves on by itself.
 *
 * The player owns app->lesson and app->step. A step is first shown
 * (player_show), then answered by what the learner types (player_input), and
 * left by `next`, `back` or `go`. */
#ifndef UI_PLAYER_H
#define UI_PLAYER_H

#include "src/ui/app.h"

/* Goes to a lesson (slug, number) at the step (id, number), the place where
 * the learner left it when step is NULL, and shows it. */
bool player_go(struct app *app, const char *lesson, const char *step,
               struct err *e) MUST_USE;

/* Resumes where the learner was; the first lesson for a newcomer. */
bool player_resume(struct app *app, struct err *e) MUST_USE;

/* True if the current step expects an answer that has not been given yet: the
 * REPL then hands it whatever is not a command. */
bool player_asks(const struct app *app);

/* What to type now, as the end of a sentence: "type the number of ...". */
const char *player_expects(const struct app *app);

/* True if the line, typed now, is meant as an answer and not as a command.
 * Choices, lines, numbers and ratings are answered by what begins with a digit
 * (a sign, a point) or is a valid rating. Where words are asked for, any line
 * is the answer but for one with a ':' in front and what command_meant says. */
bool player_takes(struct app *app, const char *line);

/* An answer, or an empty line (which means: go on). */
int player_input(struct app *app, const char *line);

/* Frees what is kept about the current step. */
void player_close(struct app *app);

/* The prompt's text: "spsc-queue 3/12 > ". In the arena. */
const char *player_prompt(struct app *app, struct arena *a);

/* Called when an exercise has passed: if the learner is at its step, that is
 * done, and its Afterwards text is shown. In a shell, where nobody can come
 * back to it, only the first time (`again` false). Returns whether the learner
 * is there. */
bool player_exercise_passed(struct app *app, const char *exercise, bool again);

int cmd_next(struct app *app, int argc, char **argv);
int cmd_back(struct app *app, int argc, char **argv);
int cmd_again(struct app *app, int argc, char **argv); /* show it once more */
int cmd_go(struct app *app, int argc, char **argv);    /* LESSON [STEP] */
int cmd_skip(struct app *app, int argc, char **argv);  /* answer shown */
/* Without arguments the current step's program, else ui/check.h's cmd_run. */
int cmd_run_step(struct app *app, int argc, char **argv);
int cmd_answer(struct app *app, int argc, char **argv); /* ANSWER */

#endif
