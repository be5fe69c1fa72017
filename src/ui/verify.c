/* The command `verify`: proves lessons and exercises, for their authors. */
#include "src/ui/verify.h"

#include "src/base/json.h"
#include "src/base/suggest.h"
#include "src/ui/author.h"
#include "src/ui/hand.h"
#include "src/ui/options.h"
#include "src/ui/table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum {
    TIMES = 20,     /* a solution that fails once in seven shows in 95 % */
    BAD_TIMES = 10, /* gradings of each bad answer */
    TIMES_MAX = 10000,
};

/* -------------------------------------------------------------------- notes */

const char *verify_below(const struct verify *v, const char *path)
{
    size_t len = strlen(v->app->share);

    return strncmp(path, v->app->share, len) == 0 && path[len] == '/'
               ? path + len + 1
               : path;
}

static void show_note(const struct verify *v, const struct note *n)
{
    static const enum style styles[] = {STYLE_GOOD, STYLE_WARN, STYLE_WARN,
                                        STYLE_BAD};
    const struct look *look = &v->app->look;
    const char *const marks[] = {term_symbol(look, SYM_PASS), "!", "?",
                                 term_symbol(look, SYM_FAIL)};
    size_t len = strlen(n->file);
    struct buf first = BUF_INIT, line = BUF_INIT, out = BUF_INIT;

    term_add(&first, look, styles[n->level], marks[n->level]);
    size_t used = term_width(first.data, first.len);
    buf_fill(&first, ' ', used < 3 ? 3 - used : 1);
    term_add(&line, look, STYLE_BOLD, n->file);
    /* An error that begins with the file goes on with line and column. */
    const char *text = n->text;
    if (strncmp(text, n->file, len) == 0)
        text += len;
    else
        buf_addc(&line, ' ');
    term_safe(&line, look, text, strlen(text), strlen(text));
    term_wrap(&out, look, first.data, "   ", line.data);
    term_progress(look, "");
    term_print(&out);
    buf_free(&first);
    buf_free(&line);
    buf_free(&out);
}

void verify_note(struct verify *v, enum level level, const char *file,
                 const char *fmt, ...)
{
    struct note *n = ARENA_NEW(v->arena, struct note);
    char *text;
    va_list args;

    va_start(args, fmt);
    int len = vasprintf(&text, fmt, args);
    va_end(args);
    if (len < 0)
        abort(); /* out of memory, as in buf.c */
    *n = (struct note){level, arena_strdup(v->arena, file),
                       arena_strdup(v->arena, verify_below(v, text)), NULL};
    free(text);
    *v->notes_end = n;
    v->notes_end = &n->next;
    v->problems += level == LEVEL_ERROR;
    v->warnings += level == LEVEL_WARN;
    v->unsure += level == LEVEL_UNSURE;
    if (!v->app->options.json)
        show_note(v, n);
}

void verify_failed(struct verify *v, const char *file, const struct err *e)
{
    verify_note(v, e->lack ? LEVEL_UNSURE : LEVEL_ERROR, file, "%s", e->text);
}

void verify_progress(struct verify *v, const char *fmt, ...)
{
    char text[256];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    term_progress(&v->app->look, text);
}

/* ------------------------------------------------------------------ results */

static void draw_caught(struct verify *v)
{
    static const enum table_align aligns[] = {TABLE_LEFT, TABLE_LEFT,
                                              TABLE_LEFT, TABLE_RIGHT};
    struct table t = {.ncols = 4, .nrows = 1, .aligns = aligns};
    struct buf out = BUF_INIT;
    size_t at = 0;

    for (const struct caught *c = v->caught; c; c = c->next)
        t.nrows++;
    if (t.nrows == 1)
        return;
    char **cells = ARENA_ARRAY(v->arena, char *, t.nrows *t.ncols);
    t.cells = cells;
    cells[at++] = arena_strdup(v->arena, "Bad answer");
    cells[at++] = arena_strdup(v->arena, "Kind");
    cells[at++] = arena_strdup(v->arena, "Found by");
    cells[at++] = arena_strdup(v->arena, "Seconds");
    for (const struct caught *c = v->caught; c; c = c->next) {
        cells[at++] = arena_strdup(v->arena, c->file + strlen("exercises/"));
        cells[at++] = arena_strdup(v->arena, c->kind);
        cells[at++] =
            arena_printf(v->arena, "%s%s", c->only ? "only " : "", c->stage);
        cells[at++] = arena_printf(v->arena, "%.1f", c->seconds);
    }
    buf_addc(&out, '\n');
    table_draw(&out, &v->app->look, "", "", &t);
    buf_addc(&out, '\n');
    term_print(&out);
    buf_free(&out);
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static void draw_summary(const struct verify *v)
{
    struct buf line = BUF_INIT, out = BUF_INIT;

    term_addf(&line, &v->app->look,
              v->problems > 0 ? STYLE_BAD
              : v->unsure > 0 ? STYLE_WARN
                              : STYLE_GOOD,
              "verified %zu lesson%s, %zu exercise%s: %zu problem%s",
              v->lessons, plural(v->lessons), v->exercises,
              plural(v->exercises), v->problems, plural(v->problems));
    if (v->warnings > 0)
        buf_printf(&line, ", %zu warning%s", v->warnings, plural(v->warnings));
    if (v->unsure > 0)
        buf_printf(&line, ", and %zu time%s it could not be found out",
                   v->unsure, plural(v->unsure));
    term_wrap(&out, &v->app->look, "", "", line.data);
    term_print(&out);
    buf_free(&line);
    buf_free(&out);
}

static void put_rows(struct json_out *w, const struct verify *v)
{
    static const char *const levels[] = {"ok", "warning", "unsure", "error"};

    json_put_array(w, "files");
    for (const struct note *n = v->notes; n; n = n->next) {
        json_put_object(w, NULL);
        json_put_string(w, "file", n->file);
        json_put_string(w, "outcome", levels[n->level]);
        json_put_string(w, "message", n->text);
        json_put_end(w, '}');
    }
    json_put_end(w, ']');
    json_put_array(w, "bad");
    for (const struct caught *c = v->caught; c; c = c->next) {
        json_put_object(w, NULL);
        json_put_string(w, "file", c->file);
        json_put_string(w, "kind", c->kind);
        json_put_string(w, "stage", c->stage);
        json_put_bool(w, "only", c->only);
        json_put_number(w, "seconds", c->seconds);
        json_put_end(w, '}');
    }
    json_put_end(w, ']');
}

static void put_json(const struct verify *v)
{
    struct buf out = BUF_INIT;
    struct json_out w;

    json_begin(&w, &out);
    json_put_object(&w, NULL);
    json_put_number(&w, "format", 1);
    json_put_number(&w, "lessons", (double)v->lessons);
    json_put_number(&w, "exercises", (double)v->exercises);
    json_put_number(&w, "problems", (double)v->problems);
    json_put_number(&w, "warnings", (double)v->warnings);
    json_put_number(&w, "unsure", (double)v->unsure);
    put_rows(&w, v);
    json_put_end(&w, '}');
    term_print(&out);
    buf_free(&out);
}

/* ------------------------------------------------------------------ walking */

static const char data_word[] = "data"; /* names the files in data/ */

static void verify_all(struct verify *v)
{
    struct names exercises = hand_exercises(v->arena, v->app);

    verify_strays(v);
    verify_data(v);
    for (size_t i = 0; i < course_count(v->app->course) && !app_interrupted;
         i++)
        verify_lesson(v, i);
    for (size_t i = 0; i < exercises.n && !app_interrupted; i++)
        verify_exercise(v, exercises.name[i]);
}

/* Each name must be known before anything is graded. */
static bool known(struct verify *v, const char *name, struct err *e)
{
    struct names exercises = hand_exercises(v->arena, v->app);
    size_t lessons = course_count(v->app->course), n = 0;
    const char **words =
        ARENA_ARRAY(v->arena, const char *, exercises.n + lessons + 1);

    if (strcmp(name, data_word) == 0)
        return true;
    words[n++] = data_word;
    for (size_t i = 0; i < exercises.n; i++) {
        if (strcmp(exercises.name[i], name) == 0)
            return true;
        words[n++] = exercises.name[i];
    }
    if (course_find(v->app->course, name) >= 0)
        return true;
    for (size_t i = 0; i < lessons; i++)
        words[n++] = course_slug(v->app->course, i);
    const char *near = suggest(name, words, n);
    if (near)
        return err_set(e,
                       "no lesson or exercise is called '%s'; did you mean "
                       "'%s'?",
                       name, near);
    return err_set(e, "no lesson or exercise is called '%s'", name);
}

static void verify_named(struct verify *v, const char *name)
{
    struct names exercises = hand_exercises(v->arena, v->app);
    bool is_exercise = false;

    for (size_t i = 0; i < exercises.n; i++)
        is_exercise |= strcmp(exercises.name[i], name) == 0;
    if (is_exercise)
        verify_exercise(v, name);
    else if (strcmp(name, data_word) == 0)
        verify_data(v);
    else
        verify_lesson(v, (size_t)course_find(v->app->course, name));
}

/* ------------------------------------------------------------------ command */

static bool parse_times(const char *option, const char *value, long *out,
                        struct err *e)
{
    char *end = NULL;
    long n = value ? strtol(value, &end, 10) : 0;

    if (!value || *end || n < 1 || n > TIMES_MAX)
        return err_set(e, "%s needs a number from 1 to %d", option, TIMES_MAX);
    *out = n;
    return true;
}

static bool parse_parts(const char *value, struct err *e)
{
    if (value && value[strspn(value, "0123456789, ")] == '\0')
        return true;
    return err_set(e, "--coverage needs the finished parts, such as 1,2, or "
                      "0 for none");
}

/* "--times 5" or "--times=5" at argv[*i], which is moved to its last word.
 * False when it is another option; *value may be NULL. */
static bool take(const char *option, int *i, char **argv, const char **value)
{
    size_t len = strlen(option);
    const char *word = argv[*i];

    if (strncmp(word, option, len) != 0 || (word[len] && word[len] != '='))
        return false;
    *value = word[len] ? word + len + 1 : argv[*i + 1];
    *i += *value && !word[len];
    return true;
}

/* Takes the options out of argv; what is left are *n names. */
static bool parse(struct verify *v, int argc, char **argv, int *n,
                  struct err *e)
{
    bool ok = true;

    *n = 0;
    for (int i = 1; i < argc && ok; i++) {
        const char *value;
        if (strcmp(argv[i], "--quick") == 0) {
            v->quick = true;
            v->times = v->bad_times = 1;
        } else if (take("--times", &i, argv, &value)) {
            ok = parse_times("--times", value, &v->times, e);
        } else if (take("--bad-times", &i, argv, &value)) {
            ok = parse_times("--bad-times", value, &v->bad_times, e);
        } else if (take("--shard", &i, argv, &value)) {
            ok = options_shard(value, &v->shard, &v->shards, e);
        } else if (take("--coverage", &i, argv, &v->coverage)) {
            ok = parse_parts(v->coverage, e);
        } else {
            argv[(*n)++] = argv[i];
        }
    }
    for (int i = 0; i < *n && ok; i++)
        ok = known(v, argv[i], e);
    return ok;
}

static int verify(struct verify *v, int n, char **names)
{
    app_interrupted = 0;
    if (v->app->repl == NULL) /* nothing else is started after it */
        grader_share_network();
    verify_read_data(v);
    if (n == 0)
        verify_all(v);
    for (int i = 0; i < n && !app_interrupted; i++)
        verify_named(v, names[i]);
    term_progress(&v->app->look, "");
    if (app_interrupted) {
        hand_say(v->app, STYLE_WARN, "Stopped: not everything was verified.");
        return STATUS_UNSURE;
    }
    if (v->app->options.json) {
        put_json(v);
    } else {
        draw_caught(v);
        draw_summary(v);
    }
    return v->problems > 0 ? STATUS_FAILED
           : v->unsure > 0 ? STATUS_UNSURE
                           : STATUS_OK;
}

static int coverage(struct verify *v)
{
    verify_coverage(v);
    if (v->app->options.json)
        put_json(v);
    return v->problems > 0 ? STATUS_FAILED : STATUS_OK;
}

int cmd_verify(struct app *app, int argc, char **argv)
{
    struct arena *a = arena_new();
    struct verify v = {
        .app = app,
        .arena = a,
        .grader = app_grader(app),
        .times = TIMES,
        .bad_times = BAD_TIMES,
        .shard = 1,
        .shards = 1,
    };
    struct err e;
    int names, status;

    v.notes_end = &v.notes;
    v.caught_end = &v.caught;
    if (!parse(&v, argc, argv, &names, &e))
        status = app_fail(app, STATUS_USAGE, &e);
    else if (v.coverage)
        status = coverage(&v);
    else if (!grader_ready(v.grader, &e))
        status = app_fail(app, STATUS_UNSURE, &e);
    else
        status = verify(&v, names, argv);
    arena_free(a);
    return status;
}
