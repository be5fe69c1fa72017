/* The command `play`: the learner is the scheduler. */
#include "src/ui/play_parts.h"

#include "src/ui/hand.h"
#include "src/ui/report.h"
#include "src/ui/screen.h"

#include <string.h>

/* ----------------------------------------------------------------- --moves */

/* "b<1" as the third move is not possible: says what is. */
static bool no_such_move(struct play *g, size_t number, const char *move,
                         struct err *e)
{
    const char *list = "";

    for (size_t i = 0; i < g->state->noptions && i < 9; i++)
        list = arena_printf(g->a, "%s%s%s", list, i > 0 ? ", " : "",
                            g->state->options[i].token);
    return g->over ? err_set(e, "move %zu, %s: it has come to its end before",
                             number, move)
                   : err_set(e,
                             "move %zu, %s: that cannot be done there, but "
                             "%s",
                             number, move, list);
}

static bool make_moves(struct play *g, const char *moves, struct err *e)
{
    size_t number = 1;

    for (const char *at = moves; at != NULL && *at != '\0'; number++) {
        size_t len = strcspn(at, ",");
        const char *move = arena_strndup(g->a, at, len);
        bool possible;
        if (!play_move(g, move, &possible, e))
            return false;
        if (!possible)
            return no_such_move(g, number, move, e);
        at += len + (at[len] == ',');
    }
    return true;
}

/* ------------------------------------------------------------------- the end
 */

static const char *position_of(const struct play *g)
{
    return g->schedules[g->n - 1];
}

static void draw_position(struct play *g, struct buf *out)
{
    const struct look *look = &g->app->look;

    if (g->state->trace != NULL)
        replay_draw_list(out, look, g->state->trace);
    buf_addc(out, '\n');
    if (!g->over) {
        buf_adds(out, "Who goes on?\n");
        play_draw_options(out, look, g);
    } else if (g->state->finding != NULL) {
        report_finding_in(out, look, g->state->finding, g->p->sources,
                          g->p->nsources);
    } else {
        term_wrap(out, look, "", "", play_outcome(g));
    }
}

static int status_of(const struct play *g)
{
    return g->state->finding != NULL ? STATUS_FAILED : STATUS_OK;
}

static void print_position(struct play *g)
{
    struct buf out = BUF_INIT;

    if (g->app->options.json)
        replay_json(position_of(g), g->state, &out);
    else
        draw_position(g, &out);
    term_print(&out);
    buf_free(&out);
}

/* What was reached stays on the screen, with the words that replay it. */
static void say_result(struct play *g)
{
    const struct finding *f = g->state->finding;
    struct replay_case c = *g->p->c;

    if (f == NULL || !g->over)
        return;
    if (!g->app->options.json)
        print_position(g);
    c.schedule = f->schedule != NULL ? f->schedule : position_of(g);
    if (!g->app->options.json)
        term_puts("\n");
    replay_offer(g->app, &c);
}

/* ------------------------------------------------------------------- command
 */

static int run(struct replay_program *p, const char *schedule,
               const struct replay_words *w)
{
    bool interactive = !w->plain && screen_possible(p->app);
    struct play g;
    struct err e;
    int status;

    if (!play_begin(&g, p, schedule, &e)) {
        play_end(&g);
        return app_fail(p->app, STATUS_UNSURE, &e);
    }
    if (!make_moves(&g, w->moves, &e)) {
        play_end(&g);
        return app_fail(p->app, STATUS_USAGE, &e);
    }
    if (interactive) {
        play_loop(&g);
        say_result(&g);
        status = status_of(&g);
    } else if (g.over && g.state->finding == NULL && !play_search(&g, &e)) {
        status = app_fail(p->app, STATUS_UNSURE, &e);
    } else {
        print_position(&g);
        status = status_of(&g);
    }
    play_end(&g);
    return status;
}

int play(struct replay_program *p, const char *schedule)
{
    const struct replay_words none = {.plain = false};

    return run(p, schedule, &none);
}

/* A schedule without a step, with the events that explore lets happen. */
static const char *start_of(struct arena *a, const char *model, struct err *e)
{
    static const char letters[MODEL_COUNT] = {'c', 't', 's'};

    for (int m = 0; m < MODEL_COUNT; m++) {
        if (model == NULL || strcmp(memory_model_names[m], model) == 0)
            return arena_printf(a, "1%cwxo:", letters[m]);
    }
    err_set(e, "--model is c11, tso or sc, not '%s'", model);
    return NULL;
}

int cmd_play(struct app *app, int argc, char **argv)
{
    struct arena *a = arena_new();
    struct replay_words w = {.needs_schedule = false};
    struct replay_program p = {0};
    const char *start = NULL;
    int status;
    struct err e;

    if (!replay_words_read(a, app, argc, argv, &w, &e) ||
        (start = start_of(a, w.model, &e)) == NULL)
        status = app_fail(app, STATUS_USAGE, &e);
    else if (w.c.nfiles == 0)
        status = command_usage(app, "play");
    else if (replay_program_open(a, app, &w.c, &p, &status))
        status = run(&p, start, &w);
    replay_program_close(&p);
    arena_free(a);
    return status;
}
