/* The page of a failing execution, from its parts to a file. */
#include "src/ui/trace_page.h"

#include "src/ui/hand.h"

enum { PART_MAX = 256 << 10 /* bytes of the style or the script */ };

static bool read_part(struct arena *a, const struct app *app, const char *name,
                      const char **out, struct err *e)
{
    const char *path = arena_printf(a, "%s/data/page/%s", app->share, name);
    struct text text;

    if (!file_read(a, path, PART_MAX, &text, e))
        return false;
    *out = text.data;
    return true;
}

static bool write_page(struct arena *a, struct app *app, const char *path,
                       struct trace_page *page, struct err *e)
{
    struct buf out = BUF_INIT;

    if (!read_part(a, app, "trace.css", &page->style, e) ||
        !read_part(a, app, "trace.js", &page->script, e))
        return false;
    trace_html(&out, page);
    bool ok = file_write(path, out.data, out.len, e);
    buf_free(&out);
    return ok;
}

/* With --json there is one document and nothing else. */
static void say(struct app *app, const char *text)
{
    if (!app->options.json)
        hand_say(app, STYLE_DIM, text);
}

bool trace_page_write(struct app *app, const char *path, const char *title,
                      const struct finding *findings, size_t n,
                      const struct story_source *sources, size_t nsources,
                      const char *replay, struct err *e)
{
    struct arena *a = arena_new();
    struct trace_page page = {.title = title,
                              .sources = sources,
                              .nsources = nsources,
                              .replay = replay};
    bool ok = true;

    for (size_t i = 0; i < n && page.story == NULL; i++) {
        page.finding = &findings[i];
        page.story = story_make(a, &findings[i], sources, nsources, false);
    }
    if (page.story == NULL) {
        say(app, arena_printf(a,
                              "No page was written to %s: no execution that "
                              "fails is known.",
                              path));
    } else {
        ok = write_page(a, app, path, &page, e);
        if (ok)
            say(app, arena_printf(a, "Open %s in a browser to step through it.",
                                  path));
    }
    arena_free(a);
    return ok;
}
