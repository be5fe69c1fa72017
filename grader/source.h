/* A C source as text: words outside comments and strings. Good enough to point
 * at a line; it does not preprocess. */
#ifndef GRADER_SOURCE_H
#define GRADER_SOURCE_H

#include "src/base/file.h"

/* The first line (from 1) in which an identifier that matches the shell
 * pattern stands, or 0. */
int source_line_of(const struct text *source, const char *pattern);

#endif
