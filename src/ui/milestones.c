/* The timeline, from data/milestones.json, with a source for each. */
#include "src/ui/milestones.h"

#include "src/base/json.h"
#include "src/base/utf8.h"
#include "src/course/milestones.h"
#include "src/ui/data.h"
#include "src/ui/markdown.h"
#include "src/ui/page.h"

#include <string.h>

enum { GAP = 2 }; /* columns between the dates and what happened */

static size_t date_columns(const struct milestones *all)
{
    size_t widest = 0;

    for (size_t i = 0; i < all->n; i++) {
        const char *when = all->all[i].when;
        size_t columns = utf8_width(when, strlen(when));
        widest = columns > widest ? columns : widest;
    }
    return widest;
}

static void draw_source(struct buf *out, const struct look *look,
                        struct arena *a, const char *indent,
                        const struct fact *fact)
{
    const char *source = fact_source(a, fact);
    struct buf safe = BUF_INIT, line = BUF_INIT;

    term_safe_line(&safe, look, source, strlen(source));
    term_add(&line, look, STYLE_DIM, safe.data);
    term_wrap(out, look, indent, indent, line.data);
    buf_free(&safe);
    buf_free(&line);
}

/* The date beside what happened, or above it where there is little room. */
static void draw_one(struct buf *out, const struct look *look, struct arena *a,
                     const struct milestone *m, const struct fact *fact,
                     size_t columns)
{
    bool beside = (columns + GAP) * 2 <= (size_t)look->width;
    int indent = beside ? (int)columns + GAP : GAP;
    char *blanks = arena_printf(a, "%*s", indent, "");
    size_t used = utf8_width(m->when, strlen(m->when));
    struct buf when = BUF_INIT, what = BUF_INIT;

    term_add(&when, look, STYLE_BOLD, m->when);
    if (beside) {
        buf_fill(&when, ' ', columns - used + GAP);
    } else {
        term_wrap(out, look, "", "", when.data);
        buf_reset(&when);
        buf_adds(&when, blanks);
    }
    markdown_inline(&what, look, m->what);
    term_wrap(out, look, when.data, blanks, what.data);
    if (fact)
        draw_source(out, look, a, blanks, fact);
    buf_free(&when);
    buf_free(&what);
}

static const struct fact *fact_of(const struct facts *facts,
                                  const struct milestone *m)
{
    return facts_find(facts, m->fact, strlen(m->fact));
}

static void draw_all(struct app *app, struct arena *a,
                     const struct milestones *all, const struct facts *facts)
{
    struct look look = app->look;
    size_t columns = date_columns(all);
    struct buf out = BUF_INIT;

    if (look.width > PAGE_PROSE_MAX)
        look.width = PAGE_PROSE_MAX;
    for (size_t i = 0; i < all->n; i++)
        draw_one(&out, &look, a, &all->all[i], fact_of(facts, &all->all[i]),
                 columns);
    term_print(&out);
    buf_free(&out);
}

static void put_all(struct arena *a, const struct milestones *all,
                    const struct facts *facts)
{
    struct buf out = BUF_INIT;
    struct json_out w;

    json_begin(&w, &out);
    json_put_object(&w, NULL);
    json_put_number(&w, "format", 1);
    json_put_array(&w, "milestones");
    for (size_t i = 0; i < all->n; i++) {
        const struct milestone *m = &all->all[i];
        const struct fact *fact = fact_of(facts, m);
        json_put_object(&w, NULL);
        json_put_number(&w, "year", (double)m->year);
        json_put_string(&w, "when", m->when);
        json_put_string(&w, "what", m->what);
        if (fact)
            json_put_string(&w, "source", fact_source(a, fact));
        json_put_end(&w, '}');
    }
    json_put_end(&w, ']');
    json_put_end(&w, '}');
    term_print(&out);
    buf_free(&out);
}

int cmd_milestones(struct app *app, int argc, char **argv)
{
    struct arena *a = arena_new();
    const char *path = data_path(app, a, "milestones.json");
    int status = STATUS_OK;
    struct milestones all;
    struct err e;

    (void)argv;
    if (argc > 1)
        status = command_usage(app, "milestones");
    else if (!milestones_load(a, path, &all, &e))
        status = app_fail(app, STATUS_UNSURE, &e);
    else if (app->options.json)
        put_all(a, &all, data_facts(app));
    else
        draw_all(app, a, &all, data_facts(app));
    arena_free(a);
    return status;
}
