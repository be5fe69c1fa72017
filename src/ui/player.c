/* Leads through a lesson: what each line and command means at a step. Where the
 * steps are is ui/place.c's business, what they do ui/step.c's. */
#include "src/ui/player.h"

#include "src/ui/check.h"
#include "src/ui/hand.h"
#include "src/ui/markdown.h"
#include "src/ui/place.h"
#include "src/ui/progress.h"
#include "src/ui/question.h"
#include "src/ui/repl.h"
#include "src/ui/step.h"

#include <ctype.h>
#include <string.h>

static void say(struct app *app, const char *markdown)
{
    struct buf out = BUF_INIT;

    markdown_draw(&out, &app->look, markdown);
    term_print(&out);
    buf_free(&out);
}

bool player_resume(struct app *app, struct err *e)
{
    if (!place_restore(app, e))
        return false;
    step_show(app);
    return true;
}

bool player_go(struct app *app, const char *lesson, const char *step,
               struct err *e)
{
    const struct lesson *l;
    size_t at;

    if (!place_find(app, lesson, step, &l, &at, e))
        return false;
    place_enter(app, l, at);
    step_show(app);
    return true;
}

void player_close(struct app *app)
{
    if (app->player)
        arena_free(app->player->arena);
}

/* --------------------------------------------------------- end of a lesson */

static void say_open_steps(struct app *app, const struct progress *p)
{
    struct arena *a = app->player->arena;
    struct buf md = BUF_INIT;

    buf_adds(&md, "Still open:\n\n");
    for (size_t i = 0; i < app->lesson->nsteps; i++)
        if (!p->step[i])
            buf_printf(&md, "- %s (`go %s %zu`)\n", app->lesson->steps[i].title,
                       app->lesson->slug, i + 1);
    say(app, buf_keep(a, &md));
    term_puts("\n");
    buf_free(&md);
}

static const struct lesson *next_lesson(struct app *app, bool quiet)
{
    long at = course_find(app->course, app->lesson->slug);

    return place_first(app, (size_t)at + 1, false, quiet);
}

static void say_next_lesson(struct app *app)
{
    struct arena *a = app->player->arena;
    const struct lesson *l = next_lesson(app, false);
    struct buf out = BUF_INIT;

    if (!l) {
        say(app, "That was the last lesson. `review` keeps what you have "
                 "learnt fresh, `list` shows what is open.");
        return;
    }
    say(app, arena_printf(a, "Next lesson: **%s**  \n%s", l->title, l->about));
    buf_addc(&out, '\n');
    question_point(
        &out, &app->look,
        app->repl ? "Enter goes there"
                  : arena_printf(a, "`threadlings go %s` goes there", l->slug));
    term_print(&out);
    buf_free(&out);
}

static void show_end(struct app *app)
{
    const struct lesson *l = app->lesson;
    struct progress p;
    struct err e;

    app->player->phase = PHASE_END;
    if (!progress_load(app->player->arena, app, l, &p, &e)) {
        app_fail(app, STATUS_UNSURE, &e);
        return;
    }
    bool all = p.done == l->nsteps;
    term_puts("\n");
    hand_say(app, all ? STYLE_GOOD : STYLE_WARN,
             arena_printf(app->player->arena, "%s%s: %zu of %zu steps done.",
                          all ? "Lesson finished: " : "End of the lesson ",
                          l->title, p.done, l->nsteps));
    term_puts("\n");
    if (!all)
        say_open_steps(app, &p);
    say_next_lesson(app);
}

static int enter_next_lesson(struct app *app)
{
    const struct lesson *l = next_lesson(app, true); /* show_end named them */

    if (!l) {
        say_next_lesson(app);
        return STATUS_OK;
    }
    place_enter(app, l, place_in(app, l));
    step_show(app);
    return STATUS_OK;
}

/* ----------------------------------------------------------------- commands */

/* Every command below is about the current step. */
static bool ready(struct app *app, int argc, const char *name, int *status)
{
    struct err e;

    *status = STATUS_OK;
    if (argc > 1)
        *status = command_usage(app, name);
    else if (!place_restore(app, &e))
        *status = app_fail(app, STATUS_USAGE, &e);
    return *status == STATUS_OK;
}

int cmd_next(struct app *app, int argc, char **argv)
{
    int status;

    (void)argv;
    if (!ready(app, argc, "next", &status))
        return status;
    if (app->player->phase == PHASE_END)
        return enter_next_lesson(app);
    if (app->player->phase == PHASE_READ)
        step_count(app);
    if (app->step + 1 == app->lesson->nsteps) {
        show_end(app);
        return STATUS_OK;
    }
    place_enter(app, app->lesson, app->step + 1);
    step_show(app);
    return STATUS_OK;
}

/* From the end of a lesson back to its last step; from its first step to the
 * last one of the lesson before. */
static int go_back(struct app *app)
{
    const struct lesson *l = app->lesson;
    size_t step = app->step;
    struct err e;

    if (app->player->phase != PHASE_END && step > 0) {
        step--;
    } else if (app->player->phase != PHASE_END) {
        long at = course_find(app->course, l->slug);
        if (at <= 0) {
            say(app, "This is the first step of the first lesson.");
            return STATUS_OK;
        }
        l = course_lesson(app->course, (size_t)at - 1, &e);
        if (!l)
            return app_fail(app, STATUS_USAGE, &e);
        step = l->nsteps - 1;
    }
    place_enter(app, l, step);
    step_show(app);
    return STATUS_OK;
}

int cmd_back(struct app *app, int argc, char **argv)
{
    int status;

    (void)argv;
    return ready(app, argc, "back", &status) ? go_back(app) : status;
}

int cmd_again(struct app *app, int argc, char **argv)
{
    int status;

    (void)argv;
    if (!ready(app, argc, "again", &status))
        return status;
    step_enter(app);
    step_show(app);
    return STATUS_OK;
}

int cmd_go(struct app *app, int argc, char **argv)
{
    struct err e;

    if (argc < 2 || argc > 3)
        return command_usage(app, "go");
    if (!player_go(app, argv[1], argv[2], &e))
        return app_fail(app, STATUS_USAGE, &e);
    return STATUS_OK;
}

int cmd_skip(struct app *app, int argc, char **argv)
{
    int status;

    (void)argv;
    return ready(app, argc, "skip", &status) ? step_skip(app) : status;
}

int cmd_run_step(struct app *app, int argc, char **argv)
{
    int status;

    if (argc > 1)
        return cmd_run(app, argc, argv);
    if (!ready(app, argc, "run", &status))
        return status;
    return step_current(app)->program ? step_run(app) : cmd_run(app, 1, argv);
}

/* -------------------------------------------------------------------- input */

bool player_asks(const struct app *app)
{
    return app->player && (app->player->phase == PHASE_ASK ||
                           app->player->phase == PHASE_RATE);
}

const char *player_expects(const struct app *app)
{
    return app->player ? step_expects(app) : "";
}

bool player_takes(struct app *app, const char *line)
{
    if (!player_asks(app) || *line == ':')
        return false;
    const struct step *s = step_current(app);
    struct arena *a = app->player->arena;
    if (app->player->phase == PHASE_RATE)
        return question_rating(line) != 0 || isdigit((unsigned char)*line);
    if (s->type != STEP_EXPLAIN && question_takes(a, &s->question, line))
        return true;
    bool words = s->type == STEP_EXPLAIN || s->question.ask == ASK_TEXT;
    return words && !command_meant(app, line);
}

/* An empty line goes on, as far as the step lets it. */
static int go_on(struct app *app)
{
    struct player *p = app->player;
    char *words[] = {"next", NULL};

    if (p->phase == PHASE_END)
        return enter_next_lesson(app);
    if (step_may_leave(app))
        return cmd_next(app, 1, words);
    if (p->phase == PHASE_RUN)
        return step_run(app);
    if (p->phase == PHASE_ASK && step_current(app)->type == STEP_EXPLAIN)
        return step_answer(app, "");
    step_say_expects(app);
    return STATUS_OK;
}

int player_input(struct app *app, const char *line)
{
    if (!app->player)
        return STATUS_OK; /* no lesson at all: nothing to go on with */
    if (!*line)
        return go_on(app);
    return step_answer(app, line);
}

/* In a shell there is no next line to come: the rating is asked for at once. */
static int answer_now(struct app *app, const char *line)
{
    int status = step_answer(app, line);

    if (app->player->phase != PHASE_RATE || app->repl)
        return status;
    const char *rating = repl_ask(app, app->player->arena, "1-4 > ");
    return rating ? step_answer(app, rating) : status;
}

int cmd_answer(struct app *app, int argc, char **argv)
{
    struct buf line = BUF_INIT;
    struct err e;
    int status;

    if (argc < 2)
        return command_usage(app, "answer");
    if (!ready(app, 1, "answer", &status))
        return status;
    for (int i = 1; i < argc; i++)
        buf_printf(&line, "%s%s", i > 1 ? " " : "", argv[i]);
    if (player_asks(app)) {
        status = answer_now(app, line.data);
    } else {
        err_set(&e, "nothing is asked here");
        status = app_fail(app, STATUS_USAGE, &e);
    }
    buf_free(&line);
    return status;
}

/* In a shell the learner is where the store says. */
static bool at_exercise(struct app *app, const char *exercise)
{
    struct err ignored;

    if (!app->player) {
        const char *stored = hand_stored(app->arena, app);
        if (!stored || strcmp(stored, exercise) != 0 ||
            !place_restore(app, &ignored))
            return false;
    }
    const char *here = step_current(app)->exercise;
    return here && strcmp(here, exercise) == 0;
}

bool player_exercise_passed(struct app *app, const char *exercise, bool again)
{
    if (!at_exercise(app, exercise))
        return false;
    if (!app->repl && again)
        app->player->told = true;
    step_passed(app);
    return true;
}

const char *player_prompt(struct app *app, struct arena *a)
{
    if (!app->lesson)
        return "threadlings > ";
    const char *slug = app->lesson->slug;
    const char *text = arena_printf(a, "%s %zu/%zu > ", slug, app->step + 1,
                                    app->lesson->nsteps);
    /* What is typed needs more room than where one is. */
    return strlen(text) <= (size_t)app->look.width / 2 ? text : "> ";
}
