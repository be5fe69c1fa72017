/* A table drawn to fit: columns as wide as they need, else shrunk in proportion
 * with their cells wrapped, else each row as a record of "Header: value". */
#ifndef UI_TABLE_H
#define UI_TABLE_H

#include "src/ui/term.h"

enum table_align { TABLE_LEFT, TABLE_CENTER, TABLE_RIGHT };

/* Cells hold one paragraph each, as term_wrap takes it. */
struct table {
    size_t ncols, nrows;            /* the first row is the header */
    char *const *cells;             /* nrows times ncols, row by row */
    const enum table_align *aligns; /* ncols */
};

/* Lines start with `rest`, the first one with `first`; both are equally wide.
 */
void table_draw(struct buf *out, const struct look *look, const char *first,
                const char *rest, const struct table *t);

#endif
