/* C source with colours. Knows comments, strings, numbers, preprocessor lines,
 * keywords and the types and orders of C11 threads and atomics; never changes
 * the text. */
#ifndef UI_HIGHLIGHT_H
#define UI_HIGHLIGHT_H

#include "src/ui/term.h"

/* State is kept across lines for block comments: start with 0. */
void highlight_c_line(struct buf *out, const struct look *look,
                      const char *line, size_t len, int *state);

#endif
