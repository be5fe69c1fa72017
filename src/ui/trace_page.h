/* Writes the page of a finding to a file. */
#ifndef UI_TRACE_PAGE_H
#define UI_TRACE_PAGE_H

#include "src/ui/app.h"
#include "src/ui/trace_html.h"

/* Of the first finding that has a trace, for `--html PATH`. Says in a line
 * where the page is, or that there is nothing to show. `title` names what was
 * explored, `replay` the command that shows it again (or NULL). */
bool trace_page_write(struct app *app, const char *path, const char *title,
                      const struct finding *findings, size_t n,
                      const struct story_source *sources, size_t nsources,
                      const char *replay, struct err *e) MUST_USE;

#endif
