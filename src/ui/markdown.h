/* Markdown drawn for a terminal. The only user of md4c.
 *
 * Headings, paragraphs, emphasis, lists (nested), block quotes, rules, links,
 * inline code, fenced code (C highlighted) and tables (columns shrunk and
 * wrapped to fit; as a list of records where even that is too wide). Any input
 * is drawn; nothing fails. Raw HTML is shown as text. */
#ifndef UI_MARKDOWN_H
#define UI_MARKDOWN_H

#include "src/ui/notes.h"

/* A whole document, ends in a newline unless empty. Lines are at most
 * look->width columns, but for code, which is never wrapped: a code line that
 * is too long is folded with a mark at its continuation. */
void markdown_draw(struct buf *out, const struct look *look, const char *text);

/* One line of inline Markdown (a quiz choice), without a newline. */
void markdown_inline(struct buf *out, const struct look *look,
                     const char *text);

/* The same for texts that refer to facts and introduce terms: "[^id]" becomes
 * a number, new terms are underlined. notes may be NULL. */
void markdown_draw_noted(struct buf *out, const struct look *look,
                         struct notes *notes, const char *text);
void markdown_inline_noted(struct buf *out, const struct look *look,
                           struct notes *notes, const char *text);

#endif
