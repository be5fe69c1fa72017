/* Machine code beside the C that it was made from. */
#ifndef UI_MACHINE_H
#define UI_MACHINE_H

#include "src/ui/app.h"

/* The lines of `source` beside their instructions, for each machine. Pure. */
void machine_draw(struct buf *out, const struct look *look, const char *source,
                  const struct assembly_result *r);

/* The functions of a step's program, in `file`. Returns the exit status. */
int machine_step(struct arena *a, struct app *app, const char *file,
                 const struct step *step);

int cmd_machine(struct app *app, int argc, char **argv);

#endif
