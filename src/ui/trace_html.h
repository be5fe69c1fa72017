/* A failing execution as a web page: one file, with lanes and arrows, that is
 * stepped through by keyboard. Pure: story in, text out. */
#ifndef UI_TRACE_HTML_H
#define UI_TRACE_HTML_H

#include "src/base/buf.h"
#include "src/ui/story.h"

struct trace_page {
    const char *title; /* what was explored: "queue.c" */
    const struct finding *finding;
    const struct story *story;
    const struct story_source *sources; /* shown beside the lanes */
    size_t nsources;
    const char *replay; /* the command that shows it again, or NULL */
    const char *style;  /* texts of data/page/trace.css and trace.js */
    const char *script;
};

void trace_html(struct buf *out, const struct trace_page *p);

#endif
