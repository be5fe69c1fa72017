/* What submissions are asked from outside depends on a secret: else who has
 * threadlings could look up what his own file will be asked.
 *
 * It is the assignment's, or one that was made for the folder of results and
 * is kept there in the file `secret`, so that a grade can be made again. */
#ifndef CLASS_SECRET_H
#define CLASS_SECRET_H

#include "src/class/assignment.h"

/* Several processes may call it for the same folder at the same time: all get
 * the same. `out` is
 * there. */
bool secret_load(struct arena *a, const char *out, const struct assignment *as,
                 const char **secret, struct err *e) MUST_USE;

#endif
