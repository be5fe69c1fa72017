/* The exercise at hand: which one a command is about, and its files. */
#ifndef UI_HAND_H
#define UI_HAND_H

#include "grader/exercise.h"
#include "src/ui/app.h"

enum { SUBMISSION_MAX = 1 << 20 }; /* bytes: ten times a large answer */

/* Loads the exercise with this name or, when NULL, the one at hand: that of
 * the step the learner is at, or else the last one graded. Makes it the one at
 * hand. */
bool hand_load(struct arena *a, struct app *app, const char *name,
               struct exercise *ex, struct err *e) MUST_USE;

/* The exercise of the step where the store says the learner is; NULL when that
 * is none. */
const char *hand_stored(struct arena *a, struct app *app);

/* The learner's file. Puts the starter and the header there where missing, and
 * says so on stdout (on stderr with --json). */
bool hand_file(struct arena *a, struct app *app, const struct exercise *ex,
               const char **file, struct err *e) MUST_USE;

/* "hint" in the REPL, "threadlings hint spsc_queue" in a shell. */
const char *hand_command(struct arena *a, const struct app *app,
                         const char *command);

/* Prints a paragraph in one style: what to do next, mostly. What stands in
 * backquotes is code. */
void hand_say(const struct app *app, enum style style, const char *text);

/* Prints where the learner's file is. */
void hand_say_file(const struct app *app, const char *file);

/* Names of all exercises, sorted. Nothing when there is no such folder. */
struct names hand_exercises(struct arena *a, struct app *app);

/* A path for people: "~/x" where it lies in the home folder. */
const char *hand_path(struct arena *a, const char *path);

#endif
