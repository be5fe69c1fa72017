/* Which editor, and how it is told the line. */
#ifndef UI_EDITOR_H
#define UI_EDITOR_H

#include "src/base/arena.h"

/* $VISUAL, $EDITOR or what is usually there; may hold arguments. NULL when
 * there is none. */
const char *editor_command(struct arena *a);

/* The words to start it with, NULL-ended. line 0: none in particular. */
bool editor_argv(struct arena *a, const char *command, const char *file,
                 int line, char ***out, struct err *e) MUST_USE;

#endif
