/* The program of a lesson's step as a file, which is what compilers want. */
#ifndef UI_PROGRAM_H
#define UI_PROGRAM_H

#include "src/base/temporary.h"
#include "src/ui/app.h"

struct program {
    const char *file;
    struct temporary folder; /* of its own; or none: the file stays */
};

/* Writes it into a new folder of its own, under the step's name, so that
 * messages name it. After a failure nothing is left. */
bool program_put(struct arena *a, const struct step *step, struct program *p,
                 struct err *e) MUST_USE;

/* Writes it below the state folder instead, where it stays, so that what was
 * found in it can be looked at again. */
bool program_keep(struct arena *a, const struct app *app,
                  const struct step *step, struct program *p,
                  struct err *e) MUST_USE;

/* Removes what program_put made, if it made something. */
bool program_remove(struct program *p, struct err *e) MUST_USE;

#endif
