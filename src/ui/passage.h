/* The blocks of a Markdown text, without marks: what verify looks at, and where
 * the first use of a term is found. */
#ifndef UI_PASSAGE_H
#define UI_PASSAGE_H

#include "src/base/arena.h"

enum passage_kind {
    PASSAGE_PROSE, /* a paragraph, a list item, a row of a table */
    PASSAGE_HEADING,
    PASSAGE_CODE, /* a code block, as it is */
};

/* Where a part of a passage comes from. */
struct passage_piece {
    size_t start; /* offset in the passage */
    size_t line;  /* in the text, from 0 */
};

struct passage {
    enum passage_kind kind;
    /* Line breaks stay; each code span is one '`', and what stands between the
     * cells of a row is " | ". */
    const char *text;
    const struct passage_piece *pieces; /* at least one */
    size_t npieces;
};

/* All blocks in their order; those without text are left out. */
size_t passages(struct arena *a, const char *markdown, struct passage **out);

/* The line of the Markdown text, from 0, in which a byte of a passage stands.
 */
size_t passage_line(const struct passage *p, size_t offset);

#endif
