/* Hints: one rung of the ladder that belongs to what was found. */
#include "src/course/ladder.h"
#include "src/ui/check.h"
#include "src/ui/hand.h"
#include "src/ui/markdown.h"

#include <string.h>
#include <time.h>

/* Ladders are remembered by what they answer, not by their place in the file:
 * an exercise that gains one keeps what was shown of the others. */
static const char *ladder_name(struct arena *a, const struct hints *h)
{
    return arena_printf(a, "%s|%s|%s|%s",
                        h->has_kind ? finding_kind_name(h->kind) : "",
                        h->test ? h->test : "", h->function ? h->function : "",
                        h->mentions ? h->mentions : "");
}

/* Leaves in app->verdict a verdict on the file as it is now: the last one if it
 * still fits, else a new grade. Not recorded as an attempt: asking for a hint
 * must not bring the next one nearer. False when that has failed and been
 * said. */
static bool verdict_now(struct arena *a, struct app *app,
                        const struct exercise *ex, const char *file,
                        enum status *status)
{
    const struct verdict *v = app->verdict;
    struct text now;
    struct err ignored;

    if (v && strcmp(v->exercise, ex->name) == 0 && v->nfindings > 0 &&
        file_read(a, file, SUBMISSION_MAX, &now, &ignored) &&
        now.len == app->graded.len &&
        memcmp(now.data, app->graded.data, now.len) == 0)
        return true;
    *status = check_grade(app, ex, file);
    return app->verdict != v;
}

static void draw_about(struct buf *out, const struct look *look,
                       const struct finding *f)
{
    struct buf line = BUF_INIT;

    buf_adds(&line, term_style(look, STYLE_DIM));
    buf_adds(&line, "About: ");
    if (f->line > 0)
        buf_printf(&line, "line %d, ", f->line);
    term_safe_line(&line, look, f->message, strlen(f->message));
    buf_adds(&line, term_style(look, STYLE_NONE));
    term_wrap(out, look, "", "", line.data);
    buf_addc(out, '\n');
    buf_free(&line);
}

static void draw_rungs(struct buf *out, const struct look *look,
                       const struct hints *h, const struct ladder_step *step,
                       bool all)
{
    size_t from = all || step->upto == 0 ? 0 : step->upto - 1;

    for (size_t i = from; i < step->upto; i++) {
        if (i > from)
            buf_addc(out, '\n');
        markdown_draw(out, look, h->rungs[i]);
    }
}

/* Says how to come by the next rung, never how many there are. */
static void say_further(struct arena *a, const struct app *app,
                        const struct ladder_step *step)
{
    const char *text;

    if (step->exhausted)
        text = "That was all there is to say about this finding. Read the task "
               "or the lesson once more; when your answer passes, `compare` "
               "shows another solution.";
    else if (step->fresh)
        text = arena_printf(a,
                            "Try it. `%s` says more after another attempt, or "
                            "in a minute.",
                            hand_command(a, app, "hint"));
    else
        text = arena_printf(a,
                            "The next one comes after another attempt, or in "
                            "%ld s.",
                            step->wait_s);
    hand_say(app, STYLE_DIM, text);
}

static bool show_hint(struct arena *a, struct app *app,
                      const struct exercise *ex, bool all, struct err *e)
{
    const struct finding *f = &app->verdict->findings[0];
    const struct hints *h = exercise_hints(ex, f);
    struct exercise_state state;
    struct ladder_step step;
    struct buf out = BUF_INIT;

    if (!h)
        return err_set(e, "%s has no hint about this finding", ex->name);
    if (!store_exercise(app->store, ex->name, &state, e) ||
        !ladder_next(app->store, ex->name, ladder_name(a, h), h->nrungs,
                     state.attempts, (int64_t)time(NULL), &step, e))
        return false;
    draw_about(&out, &app->look, f);
    draw_rungs(&out, &app->look, h, &step, all);
    buf_addc(&out, '\n');
    term_print(&out);
    buf_free(&out);
    say_further(a, app, &step);
    return true;
}

static int hint(struct arena *a, struct app *app, const char *name, bool all)
{
    struct exercise ex;
    const char *file;
    struct err e;

    if (!hand_load(a, app, name, &ex, &e) || !hand_file(a, app, &ex, &file, &e))
        return app_fail(app, STATUS_USAGE, &e);
    enum status status;
    if (!verdict_now(a, app, &ex, file, &status))
        return (int)status;

    const char *again = hand_command(a, app, "check");
    if (app->verdict->outcome == OUTCOME_PASSED)
        hand_say(app, STYLE_NONE,
                 arena_printf(a,
                              "Your answer passes; there is nothing to hint "
                              "at. `%s` counts it.",
                              again));
    else if (app->verdict->nfindings == 0)
        hand_say(app, STYLE_NONE,
                 arena_printf(a,
                              "Nothing was found that a hint could be about; "
                              "`%s` says why.",
                              again));
    else if (!show_hint(a, app, &ex, all, &e))
        return app_fail(app, STATUS_UNSURE, &e);
    return STATUS_OK;
}

int cmd_hint(struct app *app, int argc, char **argv)
{
    struct arena *a = arena_new();
    bool all = argc > 1 && strcmp(argv[argc - 1], "all") == 0;
    int names = argc - 1 - all;

    int status = names > 1 ? command_usage(app, "hint")
                           : hint(a, app, names == 1 ? argv[1] : NULL, all);
    arena_free(a);
    return status;
}
