/* Two texts compared line by line, drawn for a terminal: side by side where
 * there is room, else one under the other. */
#ifndef UI_DIFF_H
#define UI_DIFF_H

#include "src/ui/term.h"

enum {
    DIFF_LINES_MAX = 3000,   /* of either text; more are shown as replaced */
    DIFF_CONTEXT = 3,        /* equal lines around a difference */
    DIFF_SIDE_BY_SIDE = 110, /* columns from which two texts fit abreast */
};

/* Lines that differ only in blanks at their ends count as equal. Adds nothing
 * and returns false when the texts are equal in this sense. */
bool diff_draw(struct buf *out, const struct look *look, const char *left_name,
               const char *left, const char *right_name, const char *right);

#endif
