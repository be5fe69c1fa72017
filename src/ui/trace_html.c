/* The page of a failing execution.
 *
 * All of it can be read as it is; data/page/trace.js adds what moves: the step
 * cursor, the arrows, the values at a step.
 *
 * H1. What a learner wrote goes through html_text, html_code or html_json.
 * H2. The page's policy allows the one style and the one script by their
 *     hashes, and nothing else: were H1 broken, no script would run.
 * H3. Colour never says anything alone: a word or a mark says it, too. */
#include "src/ui/trace_html.h"

#include "src/base/sha256.h"
#include "src/ui/html.h"
#include "src/ui/report.h"
#include "src/ui/trace_html_parts.h"

#include <string.h>

/* ------------------------------------------------------------------ the head
 */

static void add_policy(struct buf *out, const struct trace_page *p)
{
    char style[SHA256_BASE64], script[SHA256_BASE64];

    sha256_base64(p->style, strlen(p->style), style);
    sha256_base64(p->script, strlen(p->script), script);
    buf_printf(out,
               "<meta http-equiv=\"Content-Security-Policy\" "
               "content=\"default-src 'none'; style-src 'sha256-%s'; "
               "script-src 'sha256-%s'; base-uri 'none'; "
               "form-action 'none'\">\n",
               style, script);
}

static void add_head(struct buf *out, const struct trace_page *p)
{
    buf_adds(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n"
                  "<meta charset=\"utf-8\">\n");
    add_policy(out, p);
    buf_adds(out, "<meta name=\"viewport\" "
                  "content=\"width=device-width, initial-scale=1\">\n"
                  "<meta name=\"color-scheme\" content=\"light dark\">\n"
                  "<title>");
    html_text(out, finding_kind_label(p->finding->kind));
    buf_adds(out, " in ");
    html_text(out, p->title);
    buf_printf(out, " · threadlings</title>\n<style>%s</style>\n</head>\n",
               p->style);
}

static void add_header(struct buf *out, const struct trace_page *p)
{
    const struct finding *f = p->finding;

    buf_adds(out, "<header>\n<p class=\"kind\">"
                  "<span aria-hidden=\"true\">✗</span> ");
    html_text(out, finding_kind_label(f->kind));
    buf_adds(out, " <span class=\"where\">");
    html_text(out, p->title);
    if (f->file != NULL && f->line > 0)
        buf_printf(out, ", line %d", f->line);
    buf_adds(out, "</span></p>\n<h1>");
    html_text(out, f->message);
    buf_adds(out, "</h1>\n");
    if (f->expectation != NULL) {
        buf_adds(out, "<p class=\"test\">This test checks: ");
        html_text(out, f->expectation);
        buf_adds(out, "</p>\n");
    }
    buf_adds(out, "</header>\n");
}

/* -------------------------------------------------------------- beside them
 */

static void add_source(struct buf *out, const struct story_source *source,
                       const char *file)
{
    int state = 0, number = 1;

    buf_adds(out, "<section class=\"source\" data-file=\"");
    html_text(out, file);
    buf_adds(out, "\">\n<h2>");
    html_text(out, file);
    buf_adds(out, "</h2>\n<pre tabindex=\"0\">");
    for (const char *at = source->text; *at != '\0'; number++) {
        size_t len = strcspn(at, "\n");
        buf_printf(out,
                   "<span class=\"row\" data-line=\"%d\"><span "
                   "class=\"number\">%d</span><code>",
                   number, number);
        html_code(out, at, len, &state);
        buf_adds(out, "</code>\n</span>");
        at += len + (at[len] == '\n');
    }
    buf_adds(out, "</pre>\n</section>\n");
}

static void add_side(struct buf *out, const struct trace_page *p)
{
    const char *first = p->story->file ? p->story->file : p->title;

    buf_adds(out, "<div class=\"side\">\n"
                  "<section class=\"values\" hidden>\n<h2>Values after this "
                  "step</h2>\n<div class=\"wide\"><table id=\"values\"></table>"
                  "</div>\n</section>\n");
    for (size_t i = 0; i < p->nsources; i++) {
        const struct story_source *source = &p->sources[i];
        if (source->text != NULL)
            add_source(out, source, source->file ? source->file : first);
    }
    buf_adds(out, "</div>\n");
}

static void add_footer(struct buf *out, const struct trace_page *p)
{
    buf_adds(out, "<footer>\n");
    if (p->finding->output != NULL && *p->finding->output != '\0') {
        buf_adds(out, "<h2>It had printed</h2>\n<pre class=\"printed\">");
        html_text(out, p->finding->output);
        buf_adds(out, "</pre>\n");
    }
    if (p->replay != NULL) {
        buf_adds(out, "<p>To see this execution again: <code>");
        html_text(out, p->replay);
        buf_adds(out, "</code></p>\n");
    }
    if (p->finding->schedule != NULL) {
        buf_adds(out, "<p>Its schedule: <code>");
        html_text(out, p->finding->schedule);
        buf_adds(out, "</code></p>\n");
    }
    buf_adds(out,
             "<p class=\"keys\" hidden><kbd>j</kbd> <kbd>k</kbd> or arrows: "
             "next and previous step · <kbd>Home</kbd> <kbd>End</kbd>: first "
             "and last · <kbd>space</kbd>: play · <kbd>t</kbd>: only this "
             "thread's steps</p>\n</footer>\n");
}

/* Icons: paths in a square of 16. The second one of play is pause. */
static const struct {
    const char *id, *label, *path;
} buttons[] = {
    {"first", "First step", "M3 3v10M13 3L6 8l7 5z"},
    {"previous", "Previous step", "M11 3L4 8l7 5z"},
    {"play", "Play", "M5 2l8 6-8 6z"},
    {"next", "Next step", "M5 3l7 5-7 5z"},
    {"last", "Last step", "M13 3v10M3 3l7 5-7 5z"},
};

static void add_player(struct buf *out)
{
    buf_adds(out, "<nav class=\"player\" aria-label=\"Steps\" hidden>\n"
                  "<div class=\"buttons\">\n");
    for (size_t i = 0; i < sizeof buttons / sizeof *buttons; i++)
        buf_printf(out,
                   "<button type=\"button\" id=\"%s\" aria-label=\"%s\">"
                   "<svg viewBox=\"0 0 16 16\" aria-hidden=\"true\">"
                   "<path d=\"%s\"/></svg></button>\n",
                   buttons[i].id, buttons[i].label, buttons[i].path);
    buf_adds(out, "</div>\n<p id=\"now\" aria-live=\"polite\" "
                  "aria-atomic=\"true\"></p>\n</nav>\n");
}

/* --------------------------------------------------------------------- whole
 */

void trace_html(struct buf *out, const struct trace_page *p)
{
    add_head(out, p);
    buf_adds(out, "<body>\n");
    add_header(out, p);
    buf_adds(out, "<main>\n");
    trace_html_story(out, p->story);
    add_side(out, p);
    buf_adds(out, "</main>\n");
    add_footer(out, p);
    add_player(out);
    trace_html_data(out, p->story);
    buf_printf(out, "<script>%s</script>\n</body>\n</html>\n", p->script);
}
