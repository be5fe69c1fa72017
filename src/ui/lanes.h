/* A story in the terminal: one column for each thread, time runs downwards.
 * Where there is no room for columns, one below the other. Pure: story in, text
 * out. */
#ifndef UI_LANES_H
#define UI_LANES_H

#include "src/ui/story.h"
#include "src/ui/term.h"

/* The rows, then the mistake and what would have helped. */
void lanes_draw(struct buf *out, const struct look *look,
                const struct story *s);

#endif
