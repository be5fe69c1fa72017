/* The learner as the scheduler: the moves.
 *
 * Theory of operation. A position is a schedule: the program is run from its
 * start for each move, with a schedule that is one step longer, and says what
 * could come next. So a move back is to forget the last one.
 *
 * G1. schedules[n - 1] is the position, and state is what the program said
 *     about it.
 * G2. Where nobody can go on, the program is run once more without stopping:
 *     then it says whether that is its end or a deadlock. */
#include "src/ui/play_parts.h"

#include "src/base/random.h"
#include "src/ui/input.h"

#include <string.h>
#include <time.h>

enum {
    MOVES_MAX = 4000, /* of one game; the explorer follows no more */
    SEARCH_S = 10,    /* processor time; most programs need below 1 s */
    KEYS = 9 + 26,
};

/* ------------------------------------------------------------------ positions
 */

/* The steps so far, as something to be drawn. */
static void look_at(struct play *g)
{
    g->shown = replay_view_make(g->moment, g->state, g->p->sources,
                                g->p->nsources, &g->view);
    if (g->shown) {
        g->view.all = g->view.tales[1].nstops > 0 && !g->over;
        replay_final(&g->view);
    }
}

static void take_moment(struct play *g, struct arena *moment,
                        struct replay_state *state)
{
    arena_free(g->moment);
    g->moment = moment;
    g->state = state;
    g->note = NULL;
}

/* Runs the program up to the end of a schedule. *possible is false, and g as
 * before, if it has none like it. */
static bool try(struct play *g, const char *schedule, bool *possible,
                struct err *e)
{
    struct arena *moment = arena_new();
    struct replay_state *s = ARENA_NEW(moment, struct replay_state);
    struct replay *r = g->p->r;

    *possible = true;
    bool ok = replay_run(moment, r, schedule, true, s, e);
    bool over = s->schedule == NULL || s->noptions == 0;
    if (ok && over && s->schedule != NULL) /* G2 */
        ok = replay_run(moment, r, schedule, false, s, e);
    if (ok && s->outcome == OUTCOME_UNSURE && !s->lost)
        ok = err_set(e, "%s", s->why != NULL ? s->why : "it cannot be run");
    if (!ok || s->lost) {
        arena_free(moment);
        *possible = false;
        return ok;
    }
    take_moment(g, moment, s);
    g->over = over;
    look_at(g);
    return true;
}

static void push(struct play *g, const char *schedule)
{
    if (g->n == g->max) {
        size_t max = g->max > 0 ? 2 * g->max : 64;
        const char **more = ARENA_ARRAY(g->a, const char *, max);
        if (g->n > 0)
            memcpy(more, g->schedules, g->n * sizeof *more);
        g->schedules = more;
        g->max = max;
    }
    g->schedules[g->n++] = schedule;
}

/* What was run is longer than asked for where only one thing could happen. */
static const char *position(const struct play *g, const char *asked)
{
    return g->state->schedule != NULL ? arena_strdup(g->a, g->state->schedule)
                                      : asked;
}

bool play_begin(struct play *g, struct replay_program *p, const char *schedule,
                struct err *e)
{
    bool possible;

    *g = (struct play){.p = p, .app = p->app, .a = p->a};
    if (!try(g, schedule, &possible, e))
        return false;
    if (!possible)
        return err_set(e, "the program has no such beginning");
    push(g, position(g, schedule));
    return true;
}

void play_end(struct play *g)
{
    arena_free(g->moment);
}

/* --------------------------------------------------------------------- moves
 */

bool play_move(struct play *g, const char *move, bool *possible, struct err *e)
{
    const char *next = replay_add(g->a, g->schedules[g->n - 1], move);

    *possible = !g->over && g->n < MOVES_MAX && replay_is_schedule(next);
    if (!*possible)
        return true;
    if (!try(g, next, possible, e))
        return false;
    if (*possible)
        push(g, position(g, next));
    return true;
}

bool play_go(struct play *g, const char *schedule, struct err *e)
{
    bool possible;

    if (!try(g, schedule, &possible, e))
        return false;
    if (possible)
        push(g, position(g, schedule));
    return true;
}

bool play_undo(struct play *g, struct err *e)
{
    bool possible;

    if (g->n == 1) {
        g->note = "This is where the game began.";
        return true;
    }
    if (!try(g, g->schedules[g->n - 2], &possible, e))
        return false;
    if (!possible)
        return err_set(e, "the way back is lost");
    g->n--;
    return true;
}

bool play_random(struct play *g, struct err *e)
{
    struct random random = random_seeded((uint64_t)time(NULL) ^ g->n);
    bool possible = true;

    app_interrupted = 0;
    while (!g->over && possible && !app_interrupted) {
        size_t i = random_below(&random, g->state->noptions);
        const char *move = arena_strdup(g->a, g->state->options[i].token);
        if (!play_move(g, move, &possible, e))
            return false;
    }
    app_interrupted = 0;
    return true;
}

/* -------------------------------------------------------------- the explorer
 */

static enum memory_model model_of(const char *schedule)
{
    switch (schedule[1]) {
    case 't':
        return MODEL_TSO;
    case 's':
        return MODEL_SC;
    default:
        return MODEL_C11;
    }
}

bool play_search(struct play *g, struct err *e)
{
    if (g->searched)
        return true;
    app_interrupted = 0;
    bool ok = replay_search(g->a, g->p->r, model_of(g->schedules[0]), SEARCH_S,
                            &g->search, &g->found, e);
    g->searched = ok && !app_interrupted;
    app_interrupted = 0;
    return ok;
}

const char *play_search_outcome(const struct play *g)
{
    const struct exploration *x = &g->search;
    const char *s = x->executions == 1 ? "" : "s";

    if (!g->searched)
        return "The explorer has not looked at the others.";
    if (g->found != NULL)
        return arena_printf(g->moment,
                            "The explorer finds one that fails after %ld "
                            "execution%s.",
                            x->executions, s);
    if (x->proved)
        return arena_printf(g->moment,
                            "The explorer looks at %ld execution%s, and every "
                            "one is fine: this program cannot be broken.",
                            x->executions, s);
    if (x->outcome == OUTCOME_PASSED)
        return arena_printf(g->moment,
                            "The explorer looks at %ld execution%s and finds "
                            "none that fails, but there are more.",
                            x->executions, s);
    return arena_printf(g->moment, "The explorer cannot tell%s%s.",
                        x->why ? ": " : "", x->why ? x->why : "");
}

const char *play_outcome(const struct play *g)
{
    const struct finding *f = g->state->finding;

    bool own = g->found == NULL || g->found->schedule == NULL ||
               strcmp(g->schedules[g->n - 1], g->found->schedule) != 0;

    if (f != NULL)
        return arena_printf(g->moment, "%s: %s.",
                            !own       ? "This one fails"
                            : g->n > 1 ? "You broke it"
                                       : "It fails whatever you do",
                            f->message);
    return arena_printf(g->moment, "This execution is fine. %s",
                        play_search_outcome(g));
}

/* -------------------------------------------------------------------- options
 */

char play_key(size_t option)
{
    if (option >= KEYS)
        return '\0';
    return (char)(option < 9 ? '1' + option : 'A' + (option - 9));
}

size_t play_usual(const struct play *g)
{
    const struct replay_state *s = g->state;
    const struct trace *t = s->trace;
    int last = t->nsteps > 0 ? t->steps[t->nsteps - 1].thread : 0;
    size_t first = s->noptions;

    for (size_t i = s->noptions; i > 0; i--) {
        const struct replay_option *o = &s->options[i - 1];
        if (o->cost > 0)
            continue;
        if (o->step.thread == last)
            return i - 1;
        first = i - 1;
    }
    return first;
}
