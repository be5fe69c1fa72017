/* Lines of the learner's own file, shown in a report: made safe, highlighted,
 * folded where they are too long. */
#ifndef UI_QUOTE_H
#define UI_QUOTE_H

#include "src/ui/term.h"

/* The line with two before and one after it, each with its number; the line is
 * pointed at, and its column, too, when column > 0 (bytes, from 1). False, and
 * nothing drawn, when the text has no such line. */
bool quote_lines(struct buf *out, const struct look *look, const char *source,
                 int line, int column);

/* One line without its indentation, unfolded and without a newline. False when
 * there is no such line or nothing on it. */
bool quote_line(struct buf *out, const struct look *look, const char *source,
                int line);

#endif
