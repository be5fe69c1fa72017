/* Grading, as a learner sees it: progress, verdict, what to do next. */
#include "src/ui/check.h"

#include "src/base/utf8.h"
#include "src/ui/graph_show.h"
#include "src/ui/hand.h"
#include "src/ui/input.h"
#include "src/ui/player.h"
#include "src/ui/replay.h"
#include "src/ui/report.h"
#include "src/ui/trace_page.h"

#include <string.h>
#include <time.h>

enum {
    ALIKE_OFFER = 3, /* failures of one kind in a row; then a hint is offered */
    PATIENCE_S = 3,  /* a grade that takes longer shows its seconds */
};

enum status check_status(enum outcome o)
{
    switch (o) {
    case OUTCOME_PASSED:
        return STATUS_OK;
    case OUTCOME_FAILED:
        return STATUS_FAILED;
    default:
        return STATUS_UNSURE;
    }
}

/* ----------------------------------------------------------------- progress */

struct progress {
    struct app *app;
    struct timespec began;
    struct buf preview; /* of the first finding seen; empty before */
    size_t done, total;
    char what[160];
};

static long seconds_since(const struct timespec *began)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)(now.tv_sec - began->tv_sec);
}

static void show_progress(struct progress *p)
{
    const struct look *look = &p->app->look;
    struct buf line = BUF_INIT;
    long seconds = seconds_since(&p->began);

    input_look(p->app);
    if (p->total > 0)
        buf_printf(&line, "%zu/%zu ", p->done, p->total);
    buf_adds(&line, p->what);
    if (seconds >= PATIENCE_S)
        buf_printf(&line, " (%ld s)", seconds);
    if (p->preview.len > 0) {
        /* The finding comes first and gets what the work leaves of the line. */
        struct buf both = BUF_INIT;
        int work = (int)utf8_width(line.data, line.len);
        if (work > look->width / 3)
            work = look->width / 3;
        term_cut(&both, look, p->preview.data, look->width - work - 4);
        buf_adds(&both, "  ");
        term_cut(&both, look, line.data, work);
        term_progress(look, both.data);
        buf_free(&both);
    } else {
        term_progress(look, line.data);
    }
    buf_free(&line);
}

static void preview(struct progress *p, const struct finding *f)
{
    const struct look *look = &p->app->look;

    buf_printf(&p->preview, "%s ", term_symbol(look, SYM_FAIL));
    if (f->line > 0)
        buf_printf(&p->preview, "line %d: ", f->line);
    buf_adds(&p->preview, f->message);
}

static void on_event(void *ctx, const struct grade_event *ev)
{
    struct progress *p = ctx;

    if (ev->type == EVENT_FINDING && ev->finding && p->preview.len == 0)
        preview(p, ev->finding);
    if (ev->what)
        snprintf(p->what, sizeof p->what, "%s", ev->what);
    if (ev->total > 0) {
        p->done = ev->done;
        p->total = ev->total;
    }
    show_progress(p);
}

/* ------------------------------------------------------------------ grading */

static enum status stopped(struct app *app)
{
    hand_say(app, STYLE_WARN, "Stopped: nothing was graded.");
    return STATUS_UNSURE;
}

/* The text is kept for quoting lines as they were when it was graded. */
enum status check_grade(struct app *app, const struct exercise *ex,
                        const char *file)
{
    struct arena *a = arena_new();
    struct verdict *v = ARENA_NEW(a, struct verdict);
    struct progress p = {.app = app, .preview = BUF_INIT, .what = "starting"};
    struct text text;
    struct err e;

    if (!file_read(a, file, SUBMISSION_MAX, &text, &e)) {
        arena_free(a);
        app_fail(app, STATUS_USAGE, &e);
        return STATUS_USAGE;
    }
    clock_gettime(CLOCK_MONOTONIC, &p.began);
    show_progress(&p);
    app_interrupted = 0;
    struct grade_request request = {
        .exercise = ex->dir,
        .submission = arena_strdup(a, file),
        .event = on_event,
        .ctx = &p,
        .stop = &app_interrupted,
    };
    input_pause(app);
    bool ok = grade(a, app_grader(app), &request, v, &e);
    input_resume(app);
    term_progress(&app->look, "");
    buf_free(&p.preview);
    /* Stopped at the last moment: what is unsure is so because of that. */
    if (ok && app_interrupted && v->outcome == OUTCOME_UNSURE)
        ok = false;
    if (!ok) {
        arena_free(a);
        if (app_interrupted)
            return stopped(app);
        app_fail(app, STATUS_UNSURE, &e);
        return STATUS_UNSURE;
    }
    arena_free(app->grade_arena);
    app->grade_arena = a;
    app->verdict = v;
    app->graded = text;
    return check_status(v->outcome);
}

/* ------------------------------------------------------------- what is next */

static void say_next(struct arena *a, struct app *app, bool here)
{
    const struct verdict *v = app->verdict;
    const char *text;

    if (v->outcome == OUTCOME_PASSED) {
        const char *next = app->repl ? "next" : "threadlings next";
        text = arena_printf(a, "`%s` shows another solution beside yours",
                            hand_command(a, app, "compare"));
        text = here ? arena_printf(a, "%s; `%s` goes on.", text, next)
                    : arena_printf(a, "%s.", text);
    } else if (v->outcome == OUTCOME_FAILED) {
        int line = v->nfindings > 0 ? v->findings[0].line : 0;
        text = arena_printf(a, "`%s` gives a hint; `%s` opens your file",
                            hand_command(a, app, "hint"),
                            hand_command(a, app, "edit"));
        text = line > 0 ? arena_printf(a, "%s at line %d.", text, line)
                        : arena_printf(a, "%s.", text);
    } else {
        text =
            arena_printf(a, "Nothing was proved either way; `%s` tries again.",
                         hand_command(a, app, "check"));
    }
    hand_say(app, STYLE_DIM, text);
}

/* The finding that is shown may have an execution to step through. */
static void offer_replay(struct app *app, const char *file)
{
    const struct verdict *v = app->verdict;
    const struct finding *f = v->findings;

    if (v->nfindings > 0 && f->schedule != NULL)
        replay_offer(app, &(struct replay_case){.schedule = f->schedule,
                                                .files = &file,
                                                .nfiles = 1,
                                                .exercise = v->exercise,
                                                .scenario = f->test});
}

/* After several failures of one kind the learner is stuck: say that there is
 * help, without being asked. */
static void offer_hint(struct arena *a, struct app *app)
{
    hand_say(app, STYLE_WARN,
             arena_printf(a,
                          "The same kind of failure %ld times in a row: `%s` "
                          "has something to say about it.",
                          app->alike, hand_command(a, app, "hint")));
}

/* Counts failures in a row with the same first finding's kind. */
static void count_alike(struct app *app, const struct verdict *v,
                        const char *kind)
{
    const char *key =
        arena_printf(app->grade_arena, "%s %s", v->exercise, kind);

    if (v->outcome != OUTCOME_FAILED) {
        app->alike = 0;
    } else if (app->alike > 0 && strcmp(app->alike_key, key) == 0) {
        app->alike++;
    } else {
        app->alike = 1;
        snprintf(app->alike_key, sizeof app->alike_key, "%s", key);
    }
}

/* -------------------------------------------------------------------- check */

/* *before is whether it had passed already. */
static bool record(struct app *app, const struct verdict *v, bool *before,
                   struct err *e)
{
    struct exercise_state state = {0};
    struct err ignored;
    const char *kind =
        v->nfindings > 0 ? finding_kind_name(v->findings[0].kind) : "";

    *before = store_exercise(app->store, v->exercise, &state, &ignored) &&
              state.passed;
    count_alike(app, v, kind);
    return store_attempt(app->store, v->exercise, outcome_name(v->outcome),
                         kind, v->seconds, (int64_t)time(NULL), e);
}

/* The text of the exercise's scenarios, or NULL. */
static const char *scenarios_of(struct arena *a, struct app *app)
{
    const char *dir = app_exercise_dir(app, a, app->verdict->exercise);
    struct text text;
    struct err ignored;

    if (!file_read(a, file_join(a, dir, "explore.c"), SUBMISSION_MAX, &text,
                   &ignored))
        return NULL;
    return text.data;
}

static void draw_verdict(struct app *app, struct buf *out)
{
    struct arena *a = arena_new();

    report_draw(out, &app->look, app->verdict, app->graded.data,
                scenarios_of(a, app));
    arena_free(a);
}

/* What was measured, and as a picture beside the learner's file. */
static void show_graph(struct app *app)
{
    const struct speed_graph *g = app->verdict->graph;
    struct arena *a = arena_new();

    if (g != NULL) {
        const struct graph graph = {g->title, g->across, g->up, &g->points};
        const char *name = app->verdict->exercise;
        hand_say(app, STYLE_DIM, g->title);
        graph_show(a, app, &graph, arena_printf(a, "%s/speed.svg", name));
    }
    arena_free(a);
}

static void show(struct app *app)
{
    struct buf out = BUF_INIT;

    if (app->options.json) {
        verdict_json(app->verdict, &out);
    } else {
        draw_verdict(app, &out);
        buf_addc(&out, '\n');
    }
    term_print(&out);
    buf_free(&out);
    if (!app->options.json)
        show_graph(app);
}

/* A file that could not be remembered is no reason to hide the verdict. */
static int check_file(struct arena *a, struct app *app,
                      const struct exercise *ex, const char *file)
{
    struct verdict *before = app->verdict;
    struct err e;
    enum status status = check_grade(app, ex, file);

    if (app->verdict == before)
        return status;
    bool again = false, here = false;
    bool recorded = record(app, app->verdict, &again, &e);
    show(app);
    if (status == STATUS_OK)
        here = player_exercise_passed(app, ex->name, again);
    offer_replay(app, file);
    if (!app->options.json && app->alike >= ALIKE_OFFER)
        offer_hint(a, app);
    else if (!app->options.json)
        say_next(a, app, here);
    if (!recorded)
        app_fail(app, status, &e);
    return status;
}

int check_exercise(struct app *app, const char *exercise, const char *file)
{
    struct arena *a = arena_new();
    struct exercise ex;
    struct err e;
    int status;

    if (!hand_load(a, app, exercise, &ex, &e) ||
        (!file && !hand_file(a, app, &ex, &file, &e)))
        status = app_fail(app, STATUS_USAGE, &e);
    else
        status = check_file(a, app, &ex, file);
    arena_free(a);
    return status;
}

/* The page of what failed, for --html. */
static int write_html(struct app *app, const char *path, int status)
{
    struct arena *a = arena_new();
    const struct verdict *v = app->verdict;
    const char *own = NULL;
    struct err e;

    for (size_t i = 0; i < v->nfindings && own == NULL; i++)
        own = report_own_file(&v->findings[i]);
    const struct story_source sources[] = {
        {own ? own : file_base(v->submission), app->graded.data},
        {"explore.c", scenarios_of(a, app)}};
    if (!trace_page_write(app, path, v->exercise, v->findings, v->nfindings,
                          sources, 2, NULL, &e))
        status = app_fail(app, STATUS_UNSURE, &e);
    arena_free(a);
    return status;
}

/* Takes "--html FILE" out of the words. False: there is no FILE. */
static bool take_html(int *argc, char **argv, const char **html)
{
    static const char name[] = "--html";
    int kept = 0;

    for (int i = 0; i < *argc; i++) {
        const char *after = argv[i] + strlen(name);
        if (strncmp(argv[i], name, strlen(name)) != 0) {
            argv[kept++] = argv[i];
            continue;
        }
        *html = *after == '=' ? after + 1 : i + 1 < *argc ? argv[++i] : "";
        if (**html == '\0')
            return false;
    }
    *argc = kept;
    return true;
}

int cmd_check(struct app *app, int argc, char **argv)
{
    const char *html = NULL;
    const struct verdict *before = app->verdict;

    if (!take_html(&argc, argv, &html) || argc > 3)
        return command_usage(app, "check");
    int status = check_exercise(app, argc > 1 ? argv[1] : NULL,
                                argc > 2 ? argv[2] : NULL);
    if (html != NULL && app->verdict != before)
        status = write_html(app, html, status);
    return status;
}
