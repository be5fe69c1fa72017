/* All lessons and exercises, with how far the learner is. */
#include "src/ui/list.h"

#include "grader/exercise.h"
#include "src/base/json.h"
#include "src/base/utf8.h"
#include "src/ui/beliefs.h"
#include "src/ui/hand.h"
#include "src/ui/markdown.h"
#include "src/ui/progress.h"

#include <string.h>

enum { WIDE = 56 }; /* columns from which the state stands in columns */

/* One line of the list. */
struct row {
    const char *mark; /* number of a lesson, "" for an exercise */
    const char *name;
    const char *title; /* NULL: could not be read */
    const char *error;
    long done, of; /* steps; attempts and whether one passed */
    bool passed, here;
};

/* ----------------------------------------------------------------- reading */

/* The lesson where the learner is, or NULL. */
static const char *where(struct arena *a, struct app *app)
{
    const char *lesson = NULL, *step;
    struct err ignored;
    bool found = false;

    if (app->lesson)
        return app->lesson->slug;
    if (!store_place_get(a, app->store, &found, &lesson, &step, &ignored))
        return NULL;
    return found ? lesson : NULL;
}

static struct row lesson_row(struct arena *a, struct app *app, size_t i)
{
    struct row row = {.name = course_slug(app->course, i)};
    const char *file = file_base(course_path(app->course, i));
    struct progress p;
    struct err e;

    row.mark = arena_strndup(a, file, strcspn(file, "-"));
    const struct lesson *l = course_lesson(app->course, i, &e);
    if (!l || !progress_load(a, app, l, &p, &e)) {
        row.error = arena_strdup(a, e.text);
        return row;
    }
    row.title = l->title;
    row.of = (long)l->nsteps;
    row.done = (long)p.done;
    return row;
}

static struct row exercise_row(struct arena *a, struct app *app,
                               const char *name)
{
    struct row row = {.name = name, .mark = ""};
    struct exercise_state state;
    struct exercise ex;
    struct err e;

    if (!exercise_load(a, app_exercise_dir(app, a, name), &ex, &e) ||
        !store_exercise(app->store, name, &state, &e)) {
        row.error = arena_strdup(a, e.text);
        return row;
    }
    row.title = ex.title;
    row.of = state.attempts;
    row.passed = state.passed;
    row.here = app->exercise && strcmp(app->exercise, name) == 0;
    return row;
}

/* -------------------------------------------------------------------- text */

static void add_row(struct buf *out, const struct look *look,
                    const struct row *row, enum style style, const char *state,
                    const char *count)
{
    struct arena *a = arena_new();
    struct buf text = BUF_INIT, safe = BUF_INIT;
    const char *point = row->here ? term_symbol(look, SYM_POINT) : " ";
    char *first =
        look->width < WIDE
            ? arena_printf(a, "%s %s%s", point, row->mark,
                           *row->mark ? " " : "")
            : arena_printf(a, "%s %s%s%s%-7s%s  %8s  ", point, row->mark,
                           *row->mark ? "  " : "", term_style(look, style),
                           state, term_style(look, STYLE_NONE), count);

    if (look->width < WIDE)
        buf_printf(&text, "%s %s ", state, count);
    if (row->title)
        buf_printf(&text, "%s (%s)", row->title, row->name);
    else
        buf_printf(&text, "%s: %s", row->name, row->error);
    term_safe_line(&safe, look, text.data, text.len);
    size_t indent = look->width < WIDE ? 2 : term_width(first, strlen(first));
    struct buf blanks = BUF_INIT;
    buf_fill(&blanks, ' ', indent);
    term_wrap(out, look, first, blanks.data, safe.data);
    buf_free(&blanks);
    buf_free(&safe);
    buf_free(&text);
    arena_free(a);
}

static void add_lesson(struct buf *out, const struct look *look,
                       const struct row *row)
{
    char count[32];

    snprintf(count, sizeof count, "%ld/%ld", row->done, row->of);
    if (!row->title)
        add_row(out, look, row, STYLE_BAD, "broken", "");
    else if (row->done == row->of)
        add_row(out, look, row, STYLE_GOOD, "done", count);
    else if (row->done > 0)
        add_row(out, look, row, STYLE_WARN, "started", count);
    else
        add_row(out, look, row, STYLE_NONE, "new", count);
}

static void add_exercise(struct buf *out, const struct look *look,
                         const struct row *row)
{
    char count[32] = "";

    if (row->of == 1)
        snprintf(count, sizeof count, "1 try");
    else if (row->of > 1)
        snprintf(count, sizeof count, "%ld tries", row->of);
    if (!row->title)
        add_row(out, look, row, STYLE_BAD, "broken", "");
    else if (row->passed)
        add_row(out, look, row, STYLE_GOOD, "passed", count);
    else if (row->of > 0)
        add_row(out, look, row, STYLE_WARN, "tried", count);
    else
        add_row(out, look, row, STYLE_NONE, "new", count);
}

/* What is still believed, as far as answers tell. */
static void add_beliefs(struct arena *a, struct app *app, struct buf *out)
{
    const struct misconception **open;
    size_t n;
    struct err ignored; /* said already, with the lessons' progress */

    if (!beliefs_open(a, app, &open, &n, &ignored) || n == 0)
        return;
    buf_addc(out, '\n');
    term_add(out, &app->look, STYLE_HEADING, "Believed, and not so");
    buf_addc(out, '\n');
    for (size_t i = 0; i < n; i++)
        markdown_draw(out, &app->look,
                      arena_printf(a, "- %s", open[i]->belief));
}

static void list_text(struct arena *a, struct app *app, struct names exercises)
{
    const char *here = where(a, app);
    struct buf out = BUF_INIT;

    term_add(&out, &app->look, STYLE_HEADING, "Lessons");
    buf_addc(&out, '\n');
    for (size_t i = 0; i < course_count(app->course) && !app_interrupted; i++) {
        struct row row = lesson_row(a, app, i);
        row.here = here && strcmp(here, row.name) == 0;
        add_lesson(&out, &app->look, &row);
    }
    buf_addc(&out, '\n');
    term_add(&out, &app->look, STYLE_HEADING, "Exercises");
    buf_addc(&out, '\n');
    for (size_t i = 0; i < exercises.n && !app_interrupted; i++) {
        struct row row = exercise_row(a, app, exercises.name[i]);
        add_exercise(&out, &app->look, &row);
    }
    add_beliefs(a, app, &out);
    term_print(&out);
    buf_free(&out);
}

/* ----------------------------------------------------------------------- JSON
 */

static void put_lesson(struct json_out *w, const struct row *row)
{
    json_put_object(w, NULL);
    json_put_string(w, "slug", row->name);
    json_put_string(w, "title", row->title ? row->title : "");
    json_put_number(w, "steps", (double)row->of);
    json_put_number(w, "done", (double)row->done);
    if (row->error)
        json_put_string(w, "error", row->error);
    json_put_end(w, '}');
}

static void put_exercise(struct json_out *w, const struct row *row)
{
    json_put_object(w, NULL);
    json_put_string(w, "name", row->name);
    json_put_string(w, "title", row->title ? row->title : "");
    json_put_number(w, "attempts", (double)row->of);
    json_put_bool(w, "passed", row->passed);
    if (row->error)
        json_put_string(w, "error", row->error);
    json_put_end(w, '}');
}

static void put_beliefs(struct arena *a, struct app *app, struct json_out *w)
{
    const struct misconception **open;
    struct err ignored;
    size_t n;

    if (!beliefs_open(a, app, &open, &n, &ignored))
        n = 0;
    json_put_array(w, "beliefs");
    for (size_t i = 0; i < n; i++)
        json_put_string(w, NULL, open[i]->id);
    json_put_end(w, ']');
}

static void list_json(struct arena *a, struct app *app, struct names exercises)
{
    struct buf out = BUF_INIT;
    struct json_out w;

    json_begin(&w, &out);
    json_put_object(&w, NULL);
    json_put_array(&w, "lessons");
    for (size_t i = 0; i < course_count(app->course); i++) {
        struct row row = lesson_row(a, app, i);
        put_lesson(&w, &row);
    }
    json_put_end(&w, ']');
    json_put_array(&w, "exercises");
    for (size_t i = 0; i < exercises.n; i++) {
        struct row row = exercise_row(a, app, exercises.name[i]);
        put_exercise(&w, &row);
    }
    json_put_end(&w, ']');
    put_beliefs(a, app, &w);
    json_put_end(&w, '}');
    term_print(&out);
    buf_free(&out);
}

int cmd_list(struct app *app, int argc, char **argv)
{
    (void)argv;
    if (argc > 1)
        return command_usage(app, "list");
    struct arena *a = arena_new();
    struct names exercises = hand_exercises(a, app);
    if (app->options.json)
        list_json(a, app, exercises);
    else
        list_text(a, app, exercises);
    arena_free(a);
    return STATUS_OK;
}
