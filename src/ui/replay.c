/* The command `replay`: one execution, forwards and back.
 *
 * Theory of operation. The schedule is run once, with a trace; everything shown
 * afterwards comes from that (ui/replay_view.c), so that a step back is as
 * cheap as one forwards. Without a terminal the trace is printed as a list. */
#include "src/ui/replay_parts.h"

#include "src/ui/hand.h"
#include "src/ui/report.h"
#include "src/ui/screen.h"

#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------------- keys
 */

/* What is on the screen, and what is asked for besides moving. */
struct stepper {
    struct app *app;
    struct arena *a;
    struct replay_view *v;
    bool leave, play;
};

static void do_why(struct stepper *s)
{
    s->v->note = replay_why(s->a, s->v);
}

static void do_leave(struct stepper *s)
{
    s->leave = true;
}

static void do_play(struct stepper *s)
{
    s->play = s->leave = true;
}

static void do_keys(struct stepper *s);

/* Either `move` or `act`. */
static const struct key {
    int key, other; /* 0: no other */
    const char *word;
    const char *summary;
    void (*move)(struct replay_view *v);
    void (*act)(struct stepper *s);
} keys[] = {
    {'n', SCREEN_RIGHT, "next", "next step (also space, right)", replay_next,
     NULL},
    {'p', SCREEN_LEFT, "back", "one step back (also left)", replay_back, NULL},
    {'t', SCREEN_DOWN, "same", "next step of this thread (also down)",
     replay_next_same, NULL},
    {'T', SCREEN_UP, "same-back", "step of this thread before (also up)",
     replay_back_same, NULL},
    {'g', 0, "first", "first step", replay_first, NULL},
    {'G', 0, "last", "last step", replay_final, NULL},
    {'v', 0, "all", "all steps, or those that matter", replay_toggle, NULL},
    {'w', 0, "why", "why an old value is read here", NULL, do_why},
    {'x', 0, "play", "from here on you decide who goes on", NULL, do_play},
    {'?', 0, "keys", "this list", NULL, do_keys},
    {'q', 0, "leave", "leave", NULL, do_leave},
};
enum { NKEYS = sizeof keys / sizeof *keys };

static void do_keys(struct stepper *s)
{
    const char *text = "";

    for (size_t i = 0; i < NKEYS; i++)
        text = arena_printf(s->a, "%s%c :%s - %s\n", text, keys[i].key,
                            keys[i].word, keys[i].summary);
    s->v->note = arena_printf(
        s->a, "%s1..9 :thread N - only the steps of that thread; again: all\n",
        text);
}

static void do_key(struct stepper *s, const struct key *k)
{
    if (k->move != NULL)
        k->move(s->v);
    else
        k->act(s);
}

static void follow(struct stepper *s, int thread)
{
    const struct story *story = replay_tale(s->v)->story;

    for (size_t c = 0; c < story->ncolumns; c++) {
        if (story->columns[c].thread == thread) {
            replay_follow(s->v, thread);
            return;
        }
    }
    s->v->note = arena_printf(s->a, "There is no step of a thread %d.", thread);
}

static void do_word(struct stepper *s)
{
    const char *word = screen_word(s->app, s->a);

    if (word == NULL)
        return;
    for (size_t i = 0; i < NKEYS; i++) {
        if (strcmp(keys[i].word, word) == 0 ||
            (word[0] == keys[i].key && word[1] == '\0')) {
            do_key(s, &keys[i]);
            return;
        }
    }
    if (strncmp(word, "thread ", 7) == 0)
        follow(s, atoi(word + 7));
    else
        s->v->note =
            arena_printf(s->a, "'%s' is no key here; ? lists them.", word);
}

static void take_key(struct stepper *s, int c)
{
    if (c == SCREEN_REDRAW)
        return;
    s->v->note = NULL;
    if (c == SCREEN_LEAVE) {
        s->leave = true;
        return;
    }
    if (c >= '1' && c <= '9')
        follow(s, c - '0');
    else if (c == ':')
        do_word(s);
    c = c == ' ' || c == '\n' ? 'n' : c;
    for (size_t i = 0; i < NKEYS; i++) {
        if (c == keys[i].key || c == keys[i].other)
            do_key(s, &keys[i]);
    }
}

bool replay_step_through(struct app *app, struct arena *a,
                         struct replay_view *v)
{
    struct stepper s = {.app = app, .a = a, .v = v};

    while (!s.leave) {
        struct buf out = BUF_INIT;
        replay_draw(&out, &app->look, v);
        screen_show(app, out.data);
        buf_free(&out);
        take_key(&s, screen_key(app));
    }
    return s.play;
}

static bool step_through(struct app *app, struct arena *a,
                         struct replay_view *v)
{
    screen_begin(app);
    bool on = replay_step_through(app, a, v);
    screen_end(app);
    return on;
}

/* ---------------------------------------------------------------- on one page
 */

static void add_sentence(struct buf *out, const struct look *look,
                         const char *text)
{
    struct buf safe = BUF_INIT;

    term_safe(&safe, look, text, strlen(text), strlen(text));
    term_wrap(out, look, "", "", safe.data);
    buf_free(&safe);
}

static void draw_page(struct arena *a, struct buf *out, const struct look *look,
                      const struct replay_view *v)
{
    const struct finding *f = v->state->finding;
    const struct story *s = v->tales[0].story;

    replay_draw_list(out, look, v->state->trace);
    buf_addc(out, '\n');
    if (f == NULL) {
        add_sentence(out, look, "This execution is fine.");
        return;
    }
    add_sentence(out, look,
                 arena_printf(a, "%s %s: %s", term_symbol(look, SYM_FAIL),
                              finding_kind_label(f->kind), f->message));
    if (s != NULL && s->mistake != NULL)
        add_sentence(out, look, s->mistake);
    if (s != NULL && s->help != NULL)
        add_sentence(out, look, s->help);
}

static void print_page(struct replay_program *p, const char *schedule,
                       const struct replay_view *v)
{
    struct buf out = BUF_INIT;

    if (p->app->options.json)
        replay_json(schedule, v->state, &out);
    else if (v->state->finding != NULL && v->state->trace->nsteps == 0)
        report_finding_in(&out, &p->app->look, v->state->finding, p->sources,
                          p->nsources);
    else
        draw_page(p->a, &out, &p->app->look, v);
    term_print(&out);
    buf_free(&out);
}

/* ------------------------------------------------------------------- command
 */

const char *replay_until_here(struct arena *a, const char *schedule,
                              const struct replay_view *v)
{
    const struct replay_tale *t = replay_tale(v);
    int number = -1;

    for (size_t i = 0; i <= t->stops[v->at]; i++) {
        int last = t->story->rows[i].last;
        number = last > number ? last : number;
    }
    return replay_cut(a, schedule, replay_count(v->state->trace, number));
}

static int not_run(struct replay_program *p, const struct replay_state *s)
{
    struct err e;

    if (!s->lost)
        err_set(&e, "%s", s->why != NULL ? s->why : "it could not be run");
    else
        err_set(&e,
                "%s has no such execution: the schedule belongs to another "
                "text of it; `%s` looks for one that fails now",
                file_base(p->c->files[0]),
                replay_look_again(p->a, p->app, p->c));
    return app_fail(p->app, s->lost ? STATUS_USAGE : STATUS_UNSURE, &e);
}

static int replay(struct replay_program *p, const struct replay_words *w)
{
    struct replay_state *state = ARENA_NEW(p->a, struct replay_state);
    const char *schedule = p->c->schedule;
    struct replay_view v;
    struct err e;

    if (!replay_run(p->a, p->r, schedule, false, state, &e))
        return app_fail(p->app, STATUS_UNSURE, &e);
    if (state->outcome == OUTCOME_UNSURE)
        return not_run(p, state);
    bool shown = replay_view_make(p->a, state, p->sources, p->nsources, &v);
    v.finding.schedule = schedule;
    if (!shown || w->plain || !screen_possible(p->app))
        print_page(p, schedule, &v);
    else if (step_through(p->app, p->a, &v))
        return play(p, replay_until_here(p->a, schedule, &v));
    return state->finding != NULL ? STATUS_FAILED : STATUS_OK;
}

/* Without a program it is that of the last case. */
static bool complete_case(struct arena *a, struct app *app,
                          struct replay_case *c, struct err *e)
{
    struct replay_case last;

    if (c->nfiles > 0)
        return true;
    if (!replay_last(a, app, &last, e))
        return false;
    if (c->schedule != NULL)
        last.schedule = c->schedule;
    *c = last;
    return true;
}

int cmd_replay(struct app *app, int argc, char **argv)
{
    struct arena *a = arena_new();
    struct replay_words w = {.needs_schedule = true};
    struct replay_program p = {0};
    int status;
    struct err e;

    if (!replay_words_read(a, app, argc, argv, &w, &e) ||
        !complete_case(a, app, &w.c, &e))
        status = app_fail(app, STATUS_USAGE, &e);
    else if (w.moves != NULL || w.model != NULL || w.c.schedule == NULL)
        status = command_usage(app, "replay");
    else if (replay_program_open(a, app, &w.c, &p, &status))
        status = replay(&p, &w);
    replay_program_close(&p);
    arena_free(a);
    return status;
}
