/* The words of the glossary: which are new at a step, and what they mean. */
#ifndef UI_TERMS_H
#define UI_TERMS_H

#include "src/ui/app.h"
#include "src/ui/notes.h"

/* What the texts of a step refer to. A term is new in the step where the
 * lesson's prose first uses it. */
struct notes terms_notes(struct arena *a, struct app *app,
                         const struct lesson *lesson, size_t step);

/* True if a term begins like this word. */
bool terms_know(struct app *app, const char *word);

int cmd_term(struct app *app, int argc, char **argv); /* [WORD] */

#endif
