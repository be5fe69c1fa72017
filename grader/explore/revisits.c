/* Revisits. A read may be made to read from a later write only in the one graph
 * in which everything that is then taken away had been added with its newest
 * move; so no graph is made twice. */
#include "grader/explore/revisits.h"

#include "grader/explore/seeded.h"

/* A write that is about to be added. */
struct arrival {
    struct thread *thread;
    const struct move *move;
    struct place *place;
    struct clock porf; /* with the event itself */
    int floor;         /* it must come after this one */
    int stamp;         /* of the read it is also, if it had one before; or -1 */
};

static bool came_before(int stamp, const struct event *e, int limit,
                        const struct arrival *a)
{
    return e->index == 0 || stamp <= limit || worklist_needed(&a->porf, e);
}

static bool newest_source(const struct event *e, int stamp,
                          const struct arrival *a)
{
    const struct event *w = e->rf;
    const struct place *p = e->place;

    if (!came_before(w->wstamp, w, stamp, a))
        return false;
    for (int i = w->position + 1; i < p->nmo; i++) {
        if (p->mo[i] != e && came_before(p->mo[i]->wstamp, p->mo[i], stamp, a))
            return false;
    }
    return true;
}

static bool newest_write(const struct event *e, int stamp,
                         const struct arrival *a)
{
    const struct place *p = e->place;

    for (int i = e->position + 1; i < p->nmo; i++) {
        if (came_before(p->mo[i]->wstamp, p->mo[i], stamp, a))
            return false;
    }
    for (const struct event *r = e->readers; r; r = r->next_reader) {
        if (r->stamp <= stamp || SEEDED(REVISITS_TOO_FEW))
            return false; /* it was revisited, by e */
    }
    return true;
}

/* Whether the half of an event with this stamp had been added with its newest
 * move, given what had been added before it and what the arriving write needs
 * (IsMaximallyAdded in the paper). */
static bool added_newest(int stamp, const struct arrival *a)
{
    const struct event *e = worklist_order[stamp].event;

    if (worklist_order[stamp].write)
        return newest_write(e, stamp, a);
    if (e->choice > 0)
        return false;
    return !e->reads || newest_source(e, stamp, a);
}

/* What r's thread knew before it. */
static const struct clock *known_before(const struct event *r)
{
    if (SEEDED(REVISIT_KNOWS_TOO_MUCH))
        return &r->hb;
    return &graph.lines[r->thread].events[r->nth - 1]->hb;
}

/* r reads from the arriving write, which stands behind mo[behind]. */
static void push_revisit(const struct arrival *a, const struct event *r,
                         int behind)
{
    struct keep k = {r->stamp, &a->porf};
    struct item *i = worklist_push(graph.n + 2);
    struct step s;
    int stamps;

    if (i == NULL)
        return;
    stamps = worklist_copy(i, &k, r);
    s = worklist_step(a->thread, a->move);
    s.rank = (uint16_t)(2 * behind + 1);
    s.stamp = a->stamp >= 0 ? worklist_new_stamp(a->stamp) : (uint16_t)stamps++;
    s.wstamp = a->move->rf ? (uint16_t)stamps : s.stamp;
    i->steps[i->n++] = s;
    i->steps[i->n] = (struct step){.thread = r->thread,
                                   .revisited = true,
                                   .rf = (uint16_t)(i->n - 1),
                                   .stamp = worklist_new_stamp(r->stamp)};
    for (int e = 0; e < i->n && !SEEDED(STAMP_GIVEN_TWICE); e++) {
        /* r keeps its place: between those that were before it and the rest */
        if (i->steps[e].stamp >= i->steps[i->n].stamp)
            i->steps[e].stamp++;
        if (i->steps[e].wstamp >= i->steps[i->n].stamp)
            i->steps[e].wstamp++;
    }
    i->n++;
    i->last = LAST_REVISITED;
    i->check = worklist_model_matters(true) && !SEEDED(REVISIT_NOT_CHECKED);
}

/* Whether nothing that is kept reads from w already and writes. */
static bool is_free(const struct arrival *a, const struct event *r,
                    const struct event *w)
{
    struct keep k = {r->stamp, &a->porf};
    const struct event *taker = graph_taker(w);

    return taker == NULL || taker == r || !worklist_kept(&k, taker) ||
           SEEDED(REVISIT_SPLITS_UPDATE);
}

static void revisit_by_update(const struct arrival *a, const struct event *r,
                              int floor)
{
    const struct event *w = a->move->rf;

    if (SEEDED(REVISIT_BY_UPDATE_BELOW_FLOOR))
        floor = 0;
    if (w->position >= floor && is_free(a, r, w))
        push_revisit(a, r, w->position);
}

static void revisit_by_write(const struct arrival *a, const struct event *r,
                             int floor)
{
    struct keep k = {r->stamp, &a->porf};
    const struct place *p = a->place;

    if (SEEDED(REVISIT_ONLY_NEWEST) && floor < p->nmo - 1)
        floor = p->nmo - 1;
    for (int i = p->nmo - 1; i >= floor && i >= a->floor; i--) {
        const struct event *w = p->mo[i];
        if (w != r && worklist_kept(&k, w) && is_free(a, r, w))
            push_revisit(a, r, i);
    }
}

/* Makes an item for each read that could have read the arriving write. `stamp`
 * is that of its own read, where it is an update that was revisited. */
void revisits_make(struct thread *t, const struct move *m, int stamp)
{
    struct line *l = &graph.lines[t->id];
    struct arrival a = {
        .thread = t, .move = m, .place = t->op->place, .stamp = stamp};

    a.porf = l->porf;
    if (m->rf && m->rf->index > 0)
        clock_join(&a.porf, &m->rf->porf);
    a.floor = graph_floor(a.place, &l->hb);
    for (int s = worklist_stamps - 1; s >= 0; s--) {
        const struct event *e = worklist_order[s].event;
        if (e == NULL ||
            (worklist_needed(&a.porf, e) && !SEEDED(REVISITS_THE_PAST)))
            continue;
        if (!added_newest(s, &a) && !SEEDED(REVISITS_TWICE))
            return;
        if (worklist_order[s].write || !e->reads || e->place != a.place)
            continue;
        int floor = graph_floor(a.place, known_before(e));
        if (m->rf)
            revisit_by_update(&a, e, floor);
        else
            revisit_by_write(&a, e, floor);
    }
}
