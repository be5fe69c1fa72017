/* The prompt: line editing, history, completion. The only user of libedit.
 *
 * While it waits for a key it also waits for the watched file (ui/watch.h), so
 * that saving grades at once and what was typed so far stays. */
#ifndef UI_REPL_H
#define UI_REPL_H

#include "src/ui/app.h"

/* Greets, resumes and serves commands until the learner leaves or input ends.
 * Returns the exit status. Restores the terminal whatever happens. */
int repl_run(struct app *app);

/* Asks for one line with this prompt (a quiz answer). NULL at end of input or
 * after Ctrl-C; else a string of the arena without its newline. Works without
 * a terminal, too. */
char *repl_ask(struct app *app, struct arena *a, const char *prompt);

#endif
