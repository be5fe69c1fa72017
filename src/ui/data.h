/* What the texts refer to: the files of data/, each read when it is first
 * asked for. What is wrong with one is said then, once; it is empty from there
 * on. */
#ifndef UI_DATA_H
#define UI_DATA_H

#include "src/course/misconceptions.h"
#include "src/ui/app.h"
#include "src/ui/notes.h"

/* A course without facts is fine as long as no text refers to one: so to ask
 * for them where there is no such file is an error, too. */
const struct facts *data_facts(struct app *app);
/* These may be missing, which is like empty. */
const struct glossary *data_glossary(struct app *app);
const struct misconceptions *data_misconceptions(struct app *app);

/* For the texts of a step: the facts, if it refers to any. No terms. */
struct notes data_notes(struct arena *a, struct app *app, const struct step *s);

/* "SHARE/data/NAME"; in the arena. */
char *data_path(struct app *app, struct arena *a, const char *name);

#endif
