/* What the parts of src/ui/trace_html share: nobody else includes this. */
#ifndef UI_TRACE_HTML_PARTS_H
#define UI_TRACE_HTML_PARTS_H

#include "src/ui/trace_html.h"

/* The lanes, what the arrows mean, the mistake and what would have helped. */
void trace_html_story(struct buf *out, const struct story *s);

/* Arrows and values, for the script. */
void trace_html_data(struct buf *out, const struct story *s);

#endif
