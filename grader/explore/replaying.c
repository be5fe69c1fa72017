/* One execution again. */
#include "grader/explore/replaying.h"

#include "grader/explore/moves.h"
#include "grader/explore/schedule.h"
#include "grader/explore/strategy.h"
#include "grader/explore/trace.h"

static int at;               /* the next step */
static bool lost;            /* the program does something else */
static void (*at_end)(void); /* of the schedule; or NULL */
static struct strategy strategy;

/* Who gives way has nothing to choose: it goes on to its next operation, if it
 * may or if nobody else can. */
static struct thread *giving_way(void)
{
    struct thread *last = NULL;
    bool others = false;

    for (int i = 0; i < engine.nthreads; i++) {
        struct thread *t = &engine.threads[i];
        bool gives_way = t->status == THREAD_LIVE && t->op->yields;
        if (gives_way && engine_enabled(t))
            return t;
        others |= engine_enabled(t);
        last = gives_way ? t : last;
    }
    return others ? NULL : last;
}

static struct thread *pick(struct thread *current)
{
    if (at < schedule_n) {
        struct thread *t = &engine.threads[schedule_steps[at].thread];
        if (schedule_steps[at].thread < engine.nthreads &&
            t->status == THREAD_LIVE)
            return t;
        lost = true;
        return NULL;
    }
    if (at_end) {
        struct thread *t = giving_way();
        if (t)
            return t;
        at_end();
        engine_leave(ENDING_ABANDONED);
    }
    if (current && engine_enabled(current))
        return current;
    for (int i = 0; i < engine.nthreads; i++) {
        if (engine_enabled(&engine.threads[i]))
            return &engine.threads[i];
    }
    return NULL;
}

static bool fits(const struct thread *t, const struct move *m,
                 const struct schedule_step *s)
{
    const struct place *p = t->op->place;

    if (t->op->kind == EVENT_WRITE)
        return (unsigned)(p->nmo - m->position) == s->under;
    if (t->op->kind != EVENT_WAIT && p && m->rf &&
        (unsigned)(p->nmo - 1 - m->rf->position) != s->back)
        return false;
    return m->choice == s->choice;
}

/* A schedule may have a choice at once or later: strategies differ in that. In
 * a play it is one of the things that may come next. */
static void set_choices(int last)
{
    strategy.choices_at_once =
        at < schedule_n ? schedule_steps[at].thread == last : !at_end;
}

static struct event *decide(struct thread *t)
{
    struct move move[MOVES_MAX];
    int n = moves_list(t, true, move);

    if (at >= schedule_n)
        return n ? moves_perform(t, &move[0]) : NULL;
    if (schedule_steps[at].thread == t->id) {
        for (int i = 0; i < n; i++) {
            if (fits(t, &move[i], &schedule_steps[at])) {
                at++;
                set_choices(t->id);
                return moves_perform(t, &move[i]);
            }
        }
    }
    lost = true;
    return NULL;
}

static struct strategy strategy = {true, pick, decide, NULL, spin_go_on};

static bool run(void)
{
    engine_strategy = &strategy;
    do {
        at = 0;
        lost = false;
        set_choices(0);
        trace_begin();
        engine_run();
    } while (engine.ending == ENDING_RESTART);
    return !lost;
}

bool replaying_run(void)
{
    at_end = NULL;
    return run();
}

bool replaying_stop(void (*stopped)(void))
{
    at_end = stopped;
    return run();
}
