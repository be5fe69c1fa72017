/* Reads what a compiler wrote in assembly language. */
#ifndef GRADER_ASSEMBLY_H
#define GRADER_ASSEMBLY_H

#include "grader/grader.h"

/* From the text that `cc -S -g1` made of the source called `name`: the
 * functions asked for (NULL-ended), or all. Sets out->functions. Pure. */
void assembly_parse(struct arena *a, const char *text, const char *name,
                    const char *const *functions, struct assembly *out);

#endif
