/* Text as HTML. Whatever a learner wrote goes through these: no character of it
 * is read as markup, in an element or in a quoted attribute. */
#ifndef UI_HTML_H
#define UI_HTML_H

#include "src/base/buf.h"

/* Control characters, characters that turn the direction of writing, and bytes
 * that are no UTF-8 become visible stand-ins. */
void html_text(struct buf *out, const char *text);

/* One line of C, its words in <span class="keyword"> and so on. *state is 0 at
 * the start of a file and is passed on from line to line. */
void html_code(struct buf *out, const char *line, size_t len, int *state);

/* A JSON text for a <script>: nothing in it can end the element. */
void html_json(struct buf *out, const char *json);

#endif
