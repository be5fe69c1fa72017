/* Moving through an execution. */
#include "src/ui/replay_parts.h"

static int thread_at(const struct replay_view *v, size_t stop)
{
    const struct replay_tale *t = replay_tale(v);

    return t->story->columns[t->story->rows[t->stops[stop]].column].thread;
}

/* To the nearest stop of a thread (-1: any) in one direction; stays where it is
 * if there is none. */
static void go(struct replay_view *v, bool forwards, int thread)
{
    size_t n = replay_tale(v)->nstops;

    for (size_t at = v->at; forwards ? at + 1 < n : at > 0;) {
        at = forwards ? at + 1 : at - 1;
        if (thread < 0 || thread_at(v, at) == thread) {
            v->at = at;
            return;
        }
    }
}

void replay_next(struct replay_view *v)
{
    go(v, true, v->follow);
}

void replay_back(struct replay_view *v)
{
    go(v, false, v->follow);
}

void replay_next_same(struct replay_view *v)
{
    go(v, true, replay_thread(v));
}

void replay_back_same(struct replay_view *v)
{
    go(v, false, replay_thread(v));
}

void replay_first(struct replay_view *v)
{
    v->at = 0;
    if (v->follow >= 0 && thread_at(v, 0) != v->follow)
        replay_next(v);
}

void replay_final(struct replay_view *v)
{
    v->at = replay_tale(v)->nstops - 1;
    if (v->follow >= 0 && thread_at(v, v->at) != v->follow)
        replay_back(v);
}

void replay_follow(struct replay_view *v, int thread)
{
    if (v->follow == thread) {
        v->follow = -1;
        return;
    }
    v->follow = thread;
    if (replay_thread(v) == thread)
        return;
    size_t before = v->at;
    replay_next(v);
    if (v->at == before)
        replay_back(v);
}

/* Where the same has happened in the other tale, or as much as there is. */
void replay_toggle(struct replay_view *v)
{
    const struct story_row *here = replay_row(v);
    bool end = v->at + 1 == replay_tale(v)->nstops || here->first < 0;

    if (v->tales[!v->all].nstops == 0)
        return;
    v->all = !v->all;
    const struct replay_tale *t = replay_tale(v);
    for (v->at = 0; v->at + 1 < t->nstops; v->at++) {
        const struct story_row *row = &t->story->rows[t->stops[v->at]];
        if (!end && (row->first < 0 || row->first >= here->first))
            break;
    }
}
