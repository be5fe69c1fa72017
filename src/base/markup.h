/* Text within HTML and XML: nothing in it is read as markup, in an element or
 * in a quoted attribute. */
#ifndef BASE_MARKUP_H
#define BASE_MARKUP_H

#include "src/base/buf.h"

void markup_char(struct buf *out, char c);
void markup_text(struct buf *out, const char *text);

#endif
