/* The command `explore`: every execution of a program, without an exercise. */
#include "src/ui/explore.h"

#include "src/base/suggest.h"
#include "src/ui/check.h"
#include "src/ui/hand.h"
#include "src/ui/input.h"
#include "src/ui/outcomes.h"
#include "src/ui/replay.h"
#include "src/ui/report.h"
#include "src/ui/trace_page.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    BOUND_MAX = 100,    /* preemptions; a search of more than 4 seldom ends */
    SECONDS_MAX = 3600, /* of processor time */
};

/* ------------------------------------------------------------------ options */

/* The options being read from argv. */
struct reader {
    struct explore_request *req;
    const char *html; /* file to write a page to, or NULL */
    bool model;       /* one was asked for */
    bool outcomes;    /* list them */
    struct outcomes_options list;
    int argc, i;
    char **argv;
    struct err *e;
};

static bool read_model(struct reader *r, const char *value)
{
    for (int m = 0; m < MODEL_COUNT; m++) {
        if (strcmp(memory_model_names[m], value) == 0) {
            r->req->model = (enum memory_model)m;
            r->model = true;
            return true;
        }
    }
    return err_set(r->e, "--model is c11, tso or sc, not '%s'", value);
}

static bool read_bound(struct reader *r, const char *value)
{
    char *end;
    long n = strtol(value, &end, 10);

    if (end == value || *end != '\0' || n < 0 || n > BOUND_MAX)
        return err_set(r->e, "--bound needs a number from 0 to %d", BOUND_MAX);
    r->req->bound = (int)n;
    return true;
}

static bool read_seconds(struct reader *r, const char *value)
{
    char *end;
    double n = strtod(value, &end);

    if (end == value || *end != '\0' || !(n > 0 && n <= SECONDS_MAX))
        return err_set(r->e, "--seconds needs a number above 0, up to %d",
                       SECONDS_MAX);
    r->req->seconds = n;
    return true;
}

static bool read_inject(struct reader *r, const char *value)
{
    static const char *const known[] = {
        "spurious", "weak", "trylock", "timeout", "memory", "thread", "none"};
    enum { NKNOWN = sizeof known / sizeof *known, WORD_BYTES = 32 };

    for (const char *at = value; *at != '\0';) {
        size_t len = strcspn(at, ","), k = 0;
        char word[WORD_BYTES];
        snprintf(word, sizeof word, "%.*s", (int)len, at);
        while (k < NKNOWN && strcmp(known[k], word) != 0)
            k++;
        if (k == NKNOWN) {
            const char *near = suggest(word, known, NKNOWN);
            return near ? err_set(r->e, "--inject: %s; did you mean %s?", word,
                                  near)
                        : err_set(r->e,
                                  "--inject: %s; `help explore` lists what "
                                  "there is",
                                  word);
        }
        at += len + (at[len] == ',');
    }
    r->req->inject = value;
    return true;
}

static bool read_html(struct reader *r, const char *value)
{
    r->html = value;
    return true;
}

static bool read_reuse(struct reader *r, const char *value)
{
    (void)value;
    r->req->reuse = true;
    return true;
}

static bool read_outcomes(struct reader *r, const char *value)
{
    (void)value;
    r->outcomes = true;
    return true;
}

static bool read_schedules(struct reader *r, const char *value)
{
    r->list.schedules = true;
    return read_outcomes(r, value);
}

static bool read_runs(struct reader *r, const char *value)
{
    char *end;
    long n = strtol(value, &end, 10);

    if (end == value || *end != '\0' || n < 0 || n > OUTCOMES_RUNS_MAX)
        return err_set(r->e, "--runs needs a number from 0 to %d",
                       OUTCOMES_RUNS_MAX);
    r->list.runs = n;
    return read_outcomes(r, value);
}

static const struct {
    const char *name;
    bool (*read)(struct reader *r, const char *value);
    bool alone; /* takes no value */
} table[] = {
    {"--model", read_model, false},      {"--bound", read_bound, false},
    {"--seconds", read_seconds, false},  {"--inject", read_inject, false},
    {"--reuse", read_reuse, true},       {"--html", read_html, false},
    {"--outcomes", read_outcomes, true}, {"--schedules", read_schedules, true},
    {"--runs", read_runs, false},
};

/* The option at argv[i], with its value as "--bound 3" or "--bound=3". */
static bool read_option(struct reader *r)
{
    const char *word = r->argv[r->i], *value = strchr(word, '=');
    size_t len = strcspn(word, "=");

    for (size_t k = 0; k < sizeof table / sizeof *table; k++) {
        if (strlen(table[k].name) != len ||
            strncmp(table[k].name, word, len) != 0)
            continue;
        if (table[k].alone)
            return value == NULL
                       ? table[k].read(r, NULL)
                       : err_set(r->e, "%s takes no value", table[k].name);
        if (value != NULL)
            return table[k].read(r, value + 1);
        if (r->i + 1 == r->argc)
            return err_set(r->e, "%s needs a value", word);
        return table[k].read(r, r->argv[++r->i]);
    }
    return err_set(r->e, "%s: is no C file", word);
}

static bool read_words(struct arena *a, struct reader *r)
{
    const char **files = ARENA_ARRAY(a, const char *, (size_t)r->argc);

    r->req->files = files;
    for (r->i = 1; r->i < r->argc; r->i++) {
        const char *word = r->argv[r->i];
        if (strcmp(word, "--") == 0) {
            r->req->args = (const char *const *)&r->argv[r->i + 1];
            break;
        }
        if (strncmp(word, "--", 2) != 0)
            files[r->req->nfiles++] = word;
        else if (!read_option(r))
            return false;
    }
    return true;
}

/* ----------------------------------------------------------------- the screen
 */

static const char *plural(long n)
{
    return n == 1 ? "" : "s";
}

/* "every execution is fine", or what is known instead. */
static void add_reach(struct buf *out, const struct exploration *x)
{
    if (x->proved)
        buf_adds(out, "every execution is fine");
    else
        buf_printf(out, "no failure with up to %d preemption%s", x->bound,
                   plural(x->bound));
    if (!x->proved && x->samples > 0)
        buf_printf(out, ", nor in %ld more executions at random", x->samples);
}

static void draw_part(struct buf *out, const struct look *look,
                      const char *name, const struct exploration *x)
{
    struct buf line = BUF_INIT;
    enum symbol mark = SYM_UNSURE;
    enum style style = STYLE_WARN;

    if (x->outcome == OUTCOME_PASSED) {
        mark = SYM_PASS;
        style = STYLE_GOOD;
    } else if (x->outcome == OUTCOME_FAILED) {
        mark = SYM_FAIL;
        style = STYLE_BAD;
    }
    term_addf(&line, look, style, "%s %s", term_symbol(look, mark), name);
    if (x->outcome == OUTCOME_PASSED) {
        buf_adds(&line, ": ");
        add_reach(&line, x);
    } else if (x->outcome == OUTCOME_FAILED) {
        buf_adds(&line, " fails");
    } else {
        buf_printf(&line, " unsure%s%s", x->why ? ": " : "",
                   x->why ? x->why : "");
    }
    if (x->executions > 0)
        buf_printf(&line, " %s %ld execution%s", term_symbol(look, SYM_DOT),
                   x->executions, plural(x->executions));
    term_wrap(out, look, "", "  ", line.data);
    if (x->outcome == OUTCOME_PASSED && !x->proved && x->why != NULL) {
        buf_reset(&line);
        buf_printf(&line, "Not every execution was looked at: %s.", x->why);
        term_wrap(out, look, "  ", "  ", line.data);
    }
    buf_free(&line);
}

/* The program's files; one that cannot be read any more has no text. */
static struct story_source *sources_of(struct arena *a,
                                       const struct explore_request *req)
{
    struct story_source *list =
        ARENA_ARRAY(a, struct story_source, req->nfiles);
    struct text text;
    struct err ignored;

    for (size_t i = 0; i < req->nfiles; i++) {
        list[i].file = file_base(req->files[i]);
        if (file_read(a, req->files[i], SUBMISSION_MAX, &text, &ignored))
            list[i].text = text.data;
    }
    return list;
}

static void draw(struct arena *a, const struct app *app,
                 const struct explore_request *req,
                 const struct explore_result *r, struct buf *out)
{
    const struct look *look = &app->look;
    const char *file = file_base(req->files[0]);
    struct exploration refused = {.outcome = OUTCOME_UNSURE, .why = r->why};
    const struct story_source *sources = sources_of(a, req);
    bool any = false;

    for (size_t i = 0; i < r->nparts; i++) {
        const struct exploration *x = &r->parts[i];
        if (x->outcome == OUTCOME_SKIPPED)
            continue;
        draw_part(out, look, x->id ? x->id : file, x);
        any = true;
    }
    if (!any && r->compiled)
        draw_part(out, look, file, &refused);
    for (size_t i = 0; i < r->nfindings; i++) {
        if (any)
            buf_addc(out, '\n');
        report_finding_in(out, look, &r->findings[i], sources, req->nfiles);
    }
}

/* ------------------------------------------------------------------- command
 */

struct ticker {
    struct app *app;
    time_t began;
};

static void on_tick(void *ctx)
{
    struct ticker *t = ctx;
    char line[64];

    snprintf(line, sizeof line, "exploring (%ld s); Ctrl-C stops it",
             (long)(time(NULL) - t->began));
    input_look(t->app);
    term_progress(&t->app->look, line);
}

/* The page of what failed, where one is wanted. */
static int write_html(struct arena *a, struct app *app,
                      const struct explore_request *req,
                      const struct explore_result *r, const char *path)
{
    struct err e;

    if (path == NULL ||
        trace_page_write(app, path, file_base(req->files[0]), r->findings,
                         r->nfindings, sources_of(a, req), req->nfiles, NULL,
                         &e))
        return check_status(r->outcome);
    return app_fail(app, STATUS_UNSURE, &e);
}

/* The first one that can be replayed. */
static void offer_replay(struct app *app, const struct explore_request *req,
                         const struct explore_result *r)
{
    for (size_t i = 0; i < r->nfindings; i++) {
        const struct finding *f = &r->findings[i];
        if (f->schedule == NULL)
            continue;
        if (!app->options.json)
            term_puts("\n");
        replay_offer(app, &(struct replay_case){.schedule = f->schedule,
                                                .files = req->files,
                                                .nfiles = req->nfiles,
                                                .scenario = f->test,
                                                .args = req->args});
        return;
    }
}

static int explore(struct arena *a, struct app *app,
                   struct explore_request *req, const char *html)
{
    struct ticker ticker = {app, time(NULL)};
    struct explore_result r;
    struct buf out = BUF_INIT;
    struct err e;
    bool usage;

    req->tick = on_tick;
    req->ctx = &ticker;
    req->stop = &app_interrupted;
    app_interrupted = 0;
    input_pause(app);
    bool ok = grader_explore(a, app_grader(app), req, &r, &usage, &e);
    input_resume(app);
    term_progress(&app->look, "");
    if (!ok)
        return app_fail(app, usage ? STATUS_USAGE : STATUS_UNSURE, &e);
    if (r.stopped) {
        hand_say(app, STYLE_WARN, "Stopped: nothing was proved.");
        return STATUS_UNSURE;
    }
    if (app->options.json)
        explore_json(req, &r, &out);
    else
        draw(a, app, req, &r, &out);
    term_print(&out);
    buf_free(&out);
    offer_replay(app, req, &r);
    return write_html(a, app, req, &r, html);
}

/* ---------------------------------------------------------------------- step
 */

/* How often it fails on its own: for comparison. */
static int show_tally(struct arena *a, struct app *app, const char *file,
                      long runs)
{
    struct ticker ticker = {app, time(NULL)};
    const struct explore_request req = {.files = &file,
                                        .nfiles = 1,
                                        .tick = on_tick,
                                        .ctx = &ticker,
                                        .stop = &app_interrupted};
    struct buf out = BUF_INIT;
    struct outcomes o;
    struct err e;
    bool usage;

    app_interrupted = 0;
    input_pause(app);
    bool ok = grader_tally(a, app_grader(app), &req, runs, &o, &usage, &e);
    input_resume(app);
    term_progress(&app->look, "");
    if (!ok)
        return app_fail(app, usage ? STATUS_USAGE : STATUS_UNSURE, &e);
    if (o.stopped) {
        hand_say(app, STYLE_WARN, "Stopped.");
        return STATUS_UNSURE;
    }
    if (o.compiled && o.why == NULL) { /* else exploring says it */
        outcomes_draw_tally(&out, &app->look, &o);
        buf_addc(&out, '\n');
        term_print(&out);
    }
    buf_free(&out);
    return STATUS_OK;
}

int explore_step(struct arena *a, struct app *app, const char *file, long runs)
{
    struct explore_request req = {.files = &file, .nfiles = 1, .bound = -1};
    int status = runs > 1 ? show_tally(a, app, file, runs) : STATUS_OK;

    return status == STATUS_OK ? explore(a, app, &req, NULL) : status;
}

int cmd_explore(struct app *app, int argc, char **argv)
{
    struct arena *a = arena_new();
    struct explore_request req = {.bound = -1};
    struct err e;
    struct reader reader = {.req = &req,
                            .list = {.runs = OUTCOMES_RUNS},
                            .argc = argc,
                            .argv = argv,
                            .e = &e};
    int status;

    bool ok = read_words(a, &reader);
    if (ok && reader.outcomes && reader.html != NULL)
        ok = err_set(&e, "--html shows a failure, and --outcomes looks for "
                         "none; use one of them");
    if (ok && reader.outcomes && reader.model)
        ok = err_set(&e, "--outcomes shows what each model allows; leave "
                         "--model out");
    if (!ok)
        status = app_fail(app, STATUS_USAGE, &e);
    else if (req.nfiles == 0)
        status = command_usage(app, "explore");
    else if (reader.outcomes)
        status = outcomes_command(a, app, &req, &reader.list);
    else
        status = explore(a, app, &req, reader.html);
    arena_free(a);
    return status;
}
