/* How a step looks when the learner comes to it. */
#include "src/base/random.h"
#include "src/base/utf8.h"
#include "src/ui/check.h"
#include "src/ui/hand.h"
#include "src/ui/markdown.h"
#include "src/ui/progress.h"
#include "src/ui/question.h"
#include "src/ui/step.h"
#include "src/ui/terms.h"

#include <string.h>

enum {
    BAR_MAX = 24,      /* columns of the progress bar */
    TITLE_MAX = 100,   /* columns between title and bar: one glance */
    PREVIEW_LINES = 8, /* of the task, at most */
};

/* --------------------------------------------------------------- its start */

const struct step *step_current(const struct app *app)
{
    return &app->lesson->steps[app->step];
}

static enum phase first_phase(const struct step *s, bool done)
{
    switch (s->type) {
    case STEP_READ:
        return PHASE_READ;
    case STEP_DEMO:
        return PHASE_RUN;
    case STEP_EXERCISE:
        return done ? PHASE_DONE : PHASE_TASK;
    case STEP_QUIZ:
    case STEP_ORDER:
    case STEP_PREDICT:
    case STEP_EXPLAIN:
        break;
    }
    return PHASE_ASK;
}

void step_enter(struct app *app)
{
    const struct step *s = step_current(app);
    struct player *p = app->player;
    struct progress progress;
    struct err e;

    if (!p)
        p = app->player = ARENA_NEW(app->arena, struct player);
    arena_free(p->arena);
    *p = (struct player){.arena = arena_new()};
    if (progress_load(p->arena, app, app->lesson, &progress, &e))
        p->done = progress.step[app->step];
    else
        app_fail(app, STATUS_UNSURE, &e);
    p->phase = first_phase(s, p->done);
    p->notes = terms_notes(p->arena, app, app->lesson, app->step);
    step_shuffle(app);
    if (s->type == STEP_EXERCISE)
        app->exercise = s->exercise;
}

/* Anew for each try, so that a number learnt by trying is of no use. */
void step_shuffle(struct app *app)
{
    const struct step *s = step_current(app);
    struct player *p = app->player;
    const char *key = arena_printf(p->arena, "%s/%s", app->lesson->slug, s->id);
    struct random r = random_from_text(key, p->tries);

    if (quiz_order(p->arena, &s->question, random_next(&r), &p->order) == 0)
        p->order = NULL;
}

/* ------------------------------------------------------------------ drawing */

static void draw_title(struct buf *out, const struct app *app)
{
    const struct look *look = &app->look;
    const struct lesson *l = app->lesson;
    struct buf bar = BUF_INIT;
    int width = look->width < TITLE_MAX ? look->width : TITLE_MAX;

    term_bar(&bar, look, app->step + 1, l->nsteps,
             width < BAR_MAX ? width : BAR_MAX);
    size_t title = utf8_width(l->title, strlen(l->title));
    size_t room = title + 2 + term_width(bar.data, bar.len);
    if (room <= (size_t)width) {
        term_add(out, look, STYLE_DIM, l->title);
        buf_fill(out, ' ', (size_t)width - room + 2);
    } else {
        struct buf line = BUF_INIT;
        term_wrap(&line, look, "", "", l->title);
        term_add(out, look, STYLE_DIM, line.data);
        buf_free(&line);
    }
    term_add(out, look, STYLE_DIM, bar.data);
    buf_adds(out, "\n\n");
    buf_free(&bar);
}

static void draw_heading(struct buf *out, const struct app *app)
{
    const struct step *s = step_current(app);
    struct arena *a = arena_new();

    markdown_draw(out, &app->look, arena_printf(a, "## %s", s->title));
    arena_free(a);
}

void step_draw_question(struct buf *out, const struct app *app)
{
    const struct step *s = step_current(app);

    if (!app->player->order)
        return;
    buf_addc(out, '\n');
    question_draw(out, &app->look, &app->player->notes, &s->question,
                  app->player->order, s->type == STEP_PREDICT);
}

/* Lessons that this one builds on and that are not finished. */
static void draw_needs(struct buf *out, struct app *app)
{
    const struct lesson *l = app->lesson;
    struct arena *a = app->player->arena;
    struct err ignored;

    for (size_t i = 0; i < l->nneeds; i++) {
        struct progress p;
        long at = course_find(app->course, l->needs[i]);
        const struct lesson *need =
            at < 0 ? NULL : course_lesson(app->course, (size_t)at, &ignored);
        if (!need || !progress_load(a, app, need, &p, &ignored) ||
            p.done == need->nsteps)
            continue;
        const char *note =
            arena_printf(a, "This lesson builds on \"%s\" (`go %s`).",
                         need->title, need->slug);
        markdown_draw(out, &app->look, note);
        buf_addc(out, '\n');
    }
}

/* The task's first paragraph that is no heading. */
static void draw_task_start(struct buf *out, const struct app *app,
                            const char *task)
{
    const char *at = task, *end;
    int lines = 0;

    while (*at == '\n' || *at == '#') {
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    for (end = at; *end && *end != '\n' && lines < PREVIEW_LINES; lines++) {
        end += strcspn(end, "\n");
        end += *end == '\n';
    }
    markdown_draw(out, &app->look,
                  arena_strndup(app->player->arena, at, (size_t)(end - at)));
}

/* Title and first lines; the starter goes into the workspace. */
static void show_exercise(struct app *app)
{
    struct arena *a = app->player->arena;
    const struct step *s = step_current(app);
    struct buf out = BUF_INIT;
    struct exercise ex;
    const char *file;
    struct err e;

    if (!hand_load(a, app, s->exercise, &ex, &e)) {
        err_in(&e, "the exercise of this step cannot be shown");
        app_fail(app, STATUS_USAGE, &e);
        return;
    }
    hand_say(app, STYLE_BOLD, arena_printf(a, "Exercise: %s", ex.title));
    draw_task_start(&out, app, ex.task);
    buf_addc(&out, '\n');
    term_print(&out);
    if (hand_file(a, app, &ex, &file, &e))
        hand_say_file(app, file);
    else
        app_fail(app, STATUS_USAGE, &e);
    buf_free(&out);
}

void step_show(struct app *app)
{
    const struct step *s = step_current(app);
    struct buf out = BUF_INIT;

    buf_addc(&out, '\n');
    draw_title(&out, app);
    if (app->step == 0)
        draw_needs(&out, app);
    draw_heading(&out, app);
    markdown_draw_noted(&out, &app->look, &app->player->notes, s->text);
    step_draw_question(&out, app);
    notes_draw(&out, &app->look, &app->player->notes);
    buf_addc(&out, '\n');
    term_print(&out);
    buf_free(&out);
    if (s->type == STEP_EXERCISE)
        show_exercise(app);
    step_say_offer(app);
}

/* ----------------------------------------------------------- what is next */

bool step_may_leave(const struct app *app)
{
    const struct player *p = app->player;

    return p->phase == PHASE_READ || p->phase == PHASE_DONE ||
           (p->done && p->phase != PHASE_RATE);
}

static const char *phase_expects(const struct app *app)
{
    const struct step *s = step_current(app);
    bool repl = app->repl != NULL;

    switch (app->player->phase) {
    case PHASE_ASK:
        if (s->type == STEP_EXPLAIN)
            return app->player->done
                       ? "answer again in your own words"
                       : "answer in your own words; an empty line shows ours";
        return question_expects(app->player->arena, &s->question);
    case PHASE_RATE:
        return "compare, then say how well you knew it: 1 again, 2 hard, "
               "3 good, 4 easy";
    case PHASE_RUN:
        return repl ? "Enter runs it" : "`threadlings run` runs it";
    case PHASE_TASK:
        return repl ? "`edit` opens your file, `check` grades it, `task` "
                      "shows all of the task"
                    : "`threadlings edit` opens your file, `threadlings check` "
                      "grades it";
    case PHASE_READ:
    case PHASE_DONE:
    case PHASE_END:
        break;
    }
    return repl ? "Enter goes on" : "`threadlings next` goes on";
}

const char *step_expects(const struct app *app)
{
    const struct player *p = app->player;
    const char *text = phase_expects(app);

    if (!p->done || p->phase == PHASE_DONE || p->phase == PHASE_READ ||
        p->phase == PHASE_RATE)
        return text;
    if (p->phase == PHASE_RUN && app->repl)
        return "`run` runs it again; Enter goes on";
    return arena_printf(p->arena, "done before: %s goes on; or %s",
                        app->repl ? "Enter" : "`threadlings next`", text);
}

static void point(const struct app *app, const char *text)
{
    struct buf out = BUF_INIT;

    question_point(&out, &app->look, text);
    term_print(&out);
    buf_free(&out);
}

void step_say_expects(const struct app *app)
{
    point(app, step_expects(app));
}

void step_say_offer(struct app *app)
{
    struct player *p = app->player;
    size_t n = p->notes.nopen;
    bool fresh = n > p->offered && app->repl;

    p->offered = n;
    if (!fresh)
        step_say_expects(app);
    else
        point(app,
              arena_printf(p->arena, "%s; `g` explains %s", step_expects(app),
                           n == 1 ? "the new word" : "the new words"));
}
