/* The command `run`: a C file, or the program of a lesson's step, compiled and
 * run, ungraded, confined. */
#include "src/ui/caches.h"
#include "src/ui/check.h"
#include "src/ui/explore.h"
#include "src/ui/graph_show.h"
#include "src/ui/hand.h"
#include "src/ui/input.h"
#include "src/ui/machine.h"
#include "src/ui/program.h"
#include "src/ui/report.h"

#include <string.h>
#include <time.h>

enum {
    PART_MAX = 1 << 20, /* bytes of output shown of one piece: all of it */
    CHAR_MAX = 4,       /* bytes of the longest character in UTF-8 */
};

/* --------------------------------------------------------------- which step */

/* A step, and the lesson it belongs to. */
struct named {
    const struct lesson *lesson;
    const struct step *step; /* NULL: there is none */
};

static struct named find_step(struct app *app, const char *lesson,
                              const char *id, struct err *e)
{
    const struct named none = {NULL, NULL};
    long i = course_find(app->course, lesson);

    if (i < 0) {
        err_set(e, "no lesson is called '%s'; `list` shows them", lesson);
        return none;
    }
    const struct lesson *l = course_lesson(app->course, (size_t)i, e);
    if (!l)
        return none;
    long at = lesson_step(l, id);
    if (at < 0) {
        err_set(e, "lesson %s has no step '%s'", l->slug, id);
        return none;
    }
    return (struct named){l, &l->steps[at]};
}

/* The step that "lesson/step", "step" of the current lesson, or no word at all
 * (the current step) names. */
static struct named named_step(struct arena *a, struct app *app,
                               const char *name, struct err *e)
{
    const char *slash = name ? strchr(name, '/') : NULL;

    if (slash)
        return find_step(app, arena_strndup(a, name, (size_t)(slash - name)),
                         slash + 1, e);
    if (name && app->lesson)
        return find_step(app, app->lesson->slug, name, e);
    if (!name && app->lesson && app->step < app->lesson->nsteps)
        return (struct named){app->lesson, &app->lesson->steps[app->step]};
    if (!name)
        err_set(e, "run what? give a file, or a step as lesson/step");
    else
        err_set(e, "%s: there is no such file", name);
    return (struct named){NULL, NULL};
}

/* ------------------------------------------------------------------- output */

struct stream {
    struct app *app;
    time_t began;
    struct buf held; /* the beginning of a character whose rest is to come; of
                        a line, where points are taken */
    bool any, newline;
    struct points *points; /* takes lines that are points; NULL: none */
};

/* Bytes at the end that may be the beginning of a character. */
static size_t unfinished(const char *data, size_t len)
{
    for (size_t back = 1; back < CHAR_MAX && back <= len; back++) {
        unsigned char c = (unsigned char)data[len - back];
        if (c < 0x80)
            return 0;
        if (c >= 0xc0) {
            size_t whole = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
            return back < whole ? back : 0;
        }
    }
    return 0;
}

static void show(struct stream *s, size_t len)
{
    struct buf out = BUF_INIT;

    if (len == 0)
        return;
    s->any = true;
    s->newline = s->held.data[len - 1] == '\n';
    term_safe(&out, &s->app->look, s->held.data, len, PART_MAX);
    term_print(&out);
    buf_free(&out);
}

/* Takes `len` bytes away from the beginning of what is held. */
static void drop(struct stream *s, size_t len)
{
    memmove(s->held.data, s->held.data + len, s->held.len - len);
    buf_cut(&s->held, s->held.len - len);
}

/* Takes the points, and shows the other lines. The last one may have no end. */
static void take_points(struct stream *s, bool last)
{
    while (s->held.len > 0) {
        const char *end = memchr(s->held.data, '\n', s->held.len);
        size_t len = end ? (size_t)(end - s->held.data) : s->held.len;
        bool ended = end != NULL;
        if (!ended && !last)
            return;
        if (points_take(s->points, s->held.data, len) == POINTS_OTHER) {
            term_progress(&s->app->look, "");
            show(s, len + ended);
        }
        drop(s, len + ended);
    }
}

static void on_output(void *ctx, const char *data, size_t len)
{
    struct stream *s = ctx;

    buf_add(&s->held, data, len);
    if (s->points) {
        take_points(s, false);
        return;
    }
    term_progress(&s->app->look, "");
    len = s->held.len - unfinished(s->held.data, s->held.len);
    show(s, len);
    drop(s, len);
}

/* Until there is output, which is not to be written over. */
static void on_tick(void *ctx)
{
    struct stream *s = ctx;
    char line[64];

    if (!s->points && (s->any || s->held.len > 0))
        return;
    snprintf(line, sizeof line, "running (%ld s); Ctrl-C stops it",
             (long)(time(NULL) - s->began));
    input_look(s->app);
    term_progress(&s->app->look, line);
}

static void finish_output(struct stream *s)
{
    term_progress(&s->app->look, "");
    if (s->points)
        take_points(s, true);
    show(s, s->held.len);
    buf_reset(&s->held);
    if (s->any && !s->newline) {
        struct buf out = BUF_INIT;
        buf_addc(&out, '\n');
        term_print(&out);
        buf_free(&out);
    }
}

/* ------------------------------------------------------------------- ending */

static int say_end(struct arena *a, struct app *app, const char *file,
                   const struct run_result *r)
{
    struct text source = {NULL, 0};
    struct err ignored;
    struct buf out = BUF_INIT;

    if (r->stopped) {
        hand_say(app, STYLE_WARN, "Stopped.");
        return STATUS_UNSURE;
    }
    if (!r->compiled || r->failed) {
        if (!file_read(a, file, SUBMISSION_MAX, &source, &ignored))
            source.data = NULL;
        report_finding(&out, &app->look, &r->finding, source.data);
        term_print(&out);
        buf_free(&out);
        return STATUS_FAILED;
    }
    hand_say(app, STYLE_DIM,
             arena_printf(a, "Ended with status %d after %.1f s.", r->status,
                          r->seconds));
    return r->status == 0 ? STATUS_OK : STATUS_FAILED;
}

/* `step`: whose program the file is; or NULL. `points`: takes those that are
 * printed; or NULL. */
static int run_file(struct arena *a, struct app *app, const char *file,
                    const struct step *step, struct points *points, char **args,
                    struct err *e)
{
    struct stream stream = {
        .app = app,
        .held = BUF_INIT,
        .points = points,
        .began = time(NULL),
    };
    struct run_result result = {0};
    struct run_request request = {
        .file = file,
        .flags = step ? step->flags : NULL,
        .processes = step && step->processes,
        .args = (const char *const *)args,
        .output = on_output,
        .tick = on_tick,
        .ctx = &stream,
        .stop = &app_interrupted,
    };

    if (!file_is_plain(file)) {
        err_set(e, "%s: there is no such file", file);
        return app_fail(app, STATUS_USAGE, e);
    }
    app_interrupted = 0;
    input_pause(app);
    bool ok = grader_run(a, app_grader(app), &request, &result, e);
    input_resume(app);
    finish_output(&stream);
    buf_free(&stream.held);
    if (!ok)
        return app_fail(app, STATUS_UNSURE, e);
    return say_end(a, app, file, &result);
}

/* A demo that draws a graph of what its program prints. */
static int run_graph(struct arena *a, struct app *app, const char *file,
                     const struct named *of, char **args, struct err *e)
{
    const struct step *step = of->step;
    struct points points = {.arena = a};
    struct graph graph = {
        .title = step->title,
        .across = step->across,
        .up = step->up,
        .points = &points,
    };
    int status = run_file(a, app, file, step, &points, args, e);

    if (status == STATUS_OK || (status == STATUS_FAILED && points.n > 0))
        graph_show(
            a, app, &graph,
            arena_printf(a, "graphs/%s-%s.svg", of->lesson->slug, step->id));
    return status;
}

/* The program lies in `file`; what is shown of it depends on the step. */
static int show_step(struct arena *a, struct app *app, const char *file,
                     const struct named *of, char **args, struct err *e)
{
    switch (of->step->shows) {
    case SHOWS_SCHEDULES:
        return explore_step(a, app, file, of->step->runs);
    case SHOWS_MACHINE:
        return machine_step(a, app, file, of->step);
    case SHOWS_GRAPH:
        return run_graph(a, app, file, of, args, e);
    case SHOWS_CACHES:
        return caches_step(a, app, of->step);
    case SHOWS_OUTPUT:
        break;
    }
    return run_file(a, app, file, of->step, NULL, args, e);
}

static int run_step(struct arena *a, struct app *app, const struct named *of,
                    char **args, struct err *e)
{
    /* An execution that is found can be replayed as long as its file is there.
     */
    const bool keeps = of->step->shows == SHOWS_SCHEDULES;
    struct program p;

    if (keeps ? !program_keep(a, app, of->step, &p, e)
              : !program_put(a, of->step, &p, e))
        return app_fail(app, STATUS_USAGE, e);
    int status = show_step(a, app, p.file, of, args, e);
    if (!program_remove(&p, e))
        status = app_fail(app, STATUS_UNSURE, e);
    return status;
}

static bool is_file(const char *name)
{
    size_t len = strlen(name);

    return file_exists(name) || (len > 2 && strcmp(name + len - 2, ".c") == 0);
}

int cmd_run(struct app *app, int argc, char **argv)
{
    struct arena *a = arena_new();
    const char *name = argc > 1 ? argv[1] : NULL;
    struct err e;
    int status;

    char **args = argc > 2 ? argv + 2 : NULL;
    if (name && is_file(name)) {
        status = run_file(a, app, name, NULL, NULL, args, &e);
    } else {
        struct named of = named_step(a, app, name, &e);
        status = of.step ? run_step(a, app, &of, args, &e)
                         : app_fail(app, STATUS_USAGE, &e);
    }
    arena_free(a);
    return status;
}
