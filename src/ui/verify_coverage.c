/* Proving data/coverage.json: that what it says is taught somewhere is there,
 * and that nothing is left open which should be finished. */
#include "src/base/buf.h"
#include "src/course/coverage.h"
#include "src/ui/table.h"
#include "src/ui/verify.h"

#include <stdlib.h>
#include <string.h>

static const char file[] = "data/coverage.json";

static const char *path_of(struct verify *v)
{
    return file_join(v->arena, v->app->share, file);
}

static void problem(struct verify *v, const struct err *e)
{
    verify_note(v, LEVEL_ERROR, file, "%s", verify_below(v, e->text));
}

static const char *exercise_missing(struct verify *v, const char *name)
{
    const char *dir = app_exercise_dir(v->app, v->arena, name);

    if (file_exists(file_join(v->arena, dir, "exercise.json")))
        return NULL;
    return arena_printf(v->arena, "there is no exercise %s", name);
}

static void check_topic(struct verify *v, const struct topic *t)
{
    const struct step *step;
    struct err e;

    for (size_t i = 0; i < t->nin; i++) {
        const struct taught *in = &t->in[i];
        const char *why =
            in->exercise ? exercise_missing(v, in->exercise)
                         : verify_step_missing(v, in->lesson, in->step, &step);
        if (!why)
            continue;
        json_error(in->at, &e, "%s: correct where topic %s is taught", why,
                   t->id);
        problem(v, &e);
    }
}

/* Reads the file and checks each place in it. */
static bool load(struct verify *v, struct coverage *c)
{
    struct err e;

    if (!coverage_load(v->arena, path_of(v), c, &e)) {
        problem(v, &e);
        return false;
    }
    for (size_t i = 0; i < c->n; i++)
        check_topic(v, &c->topic[i]);
    return true;
}

void verify_topics(struct verify *v)
{
    size_t before = v->problems;
    struct coverage c;

    /* A course need not have it. */
    if (file_exists(path_of(v)) && load(v, &c) && v->problems == before)
        verify_note(v, LEVEL_OK, file, "is valid: %zu topic%s", c.n,
                    c.n == 1 ? "" : "s");
}

/* ---------------------------------------------------------------- coverage */

/* Whether a part is named in "1 2" or "1,2". */
static bool is_finished(const char *parts, long part)
{
    while (*parts) {
        char *end;
        long named = strtol(parts, &end, 10);
        if (end > parts && named == part)
            return true;
        parts = end > parts ? end : parts + 1;
    }
    return false;
}

static const char *where(struct arena *a, const struct topic *t)
{
    const char *list = t->nin > 0 ? t->in[0].name : NULL;

    for (size_t i = 1; i < t->nin; i++)
        list = arena_printf(a, "%s\v%s", list, t->in[i].name);
    return list ? list : arena_printf(a, "open, part %ld", t->part);
}

static void draw_topics(struct verify *v, const struct coverage *c)
{
    static const enum table_align aligns[] = {TABLE_LEFT, TABLE_LEFT,
                                              TABLE_LEFT};
    struct table t = {.ncols = 3, .nrows = c->n + 1, .aligns = aligns};
    const char *const heads[] = {"Topic", "", "Where"};
    struct buf out = BUF_INIT, topic = BUF_INIT;
    size_t at = 0;

    char **cells = ARENA_ARRAY(v->arena, char *, t.nrows *t.ncols);
    t.cells = cells;
    for (size_t i = 0; i < t.ncols; i++)
        cells[at++] = arena_strdup(v->arena, heads[i]);
    for (size_t i = 0; i < c->n; i++) {
        const struct topic *row = &c->topic[i];
        buf_reset(&topic);
        term_safe_line(&topic, &v->app->look, row->topic, strlen(row->topic));
        cells[at++] = arena_strdup(v->arena, row->id);
        cells[at++] = buf_keep(v->arena, &topic);
        cells[at++] = arena_strdup(v->arena, where(v->arena, row));
    }
    table_draw(&out, &v->app->look, "", "", &t);
    term_print(&out);
    buf_free(&topic);
    buf_free(&out);
}

void verify_coverage(struct verify *v)
{
    struct coverage c;
    size_t open = 0;

    if (!load(v, &c))
        return;
    if (!v->app->options.json)
        draw_topics(v, &c);
    for (size_t i = 0; i < c.n; i++) {
        const struct topic *t = &c.topic[i];
        open += t->nin == 0;
        if (t->nin == 0 && is_finished(v->coverage, t->part))
            verify_note(v, LEVEL_ERROR, file,
                        "topic %s of part %ld is taught nowhere: %s", t->id,
                        t->part, t->topic);
    }
    verify_note(v, LEVEL_OK, file, "%zu of %zu topics are taught", c.n - open,
                c.n);
}
