/* Search with reduction, after TruSt (Kokologiannakis, Marmanis, Gladstein,
 * Vafeiadis: Truly stateless, optimal dynamic partial order reduction, POPL
 * 2022).
 *
 * Theory of operation. The unit of the search is the execution graph, not the
 * interleaving. Threads run in a fixed order; a new event first takes its
 * newest move, and what else it could have done becomes an item of the work
 * list. Before a write is added, every read that is there already and does not
 * lie before it is asked whether it could have read this write: if so, an item
 * is made of the graph without what was added after the read (unless the write
 * depends on it), with the write, and the read reading from it: a revisit. The
 * same graph would be reached from many larger ones; it is made only from the
 * one in which everything that is taken away had been added with its newest
 * move (`added_newest`). That leaves one way to each graph, so that nothing
 * need be remembered of those that were visited.
 *
 * An item is a list of steps in an order in which they can be run. Since fibers
 * cannot be rewound, the program runs again from the beginning for each item.
 *
 * An update is one event but counts as two, its read and its write: each has a
 * stamp, the time at which it was added. They differ only after a revisit of
 * the read.
 *
 * T1. order[s] is the half of an event that has stamp s; stamps of the steps of
 *     an item are 0 to n - 1.
 * T2. An operation that blocks on the newest state is not added; it waits until
 *     that changes. If nobody can go on, the older states are tried
 * (last_hope). The same holds for a turn of a waiting loop (spin.h). T3. A read
 * that was revisited and cannot go on with what it reads now stays in the graph
 * and stops its thread: another write may revisit it. T4. Operations that have
 * one move only and concern nobody else may run before their place in an item
 * (engine.c, E3); those that an item does not mention get stamps after all of
 * its steps. */
#include "grader/explore/reducing.h"

#include "grader/explore/moves.h"
#include "grader/explore/seeded.h"
#include "grader/explore/strategy.h"

#include <assert.h>
#include <string.h>
#include <sys/mman.h>

enum {
    LIST_BYTES = 256 << 20, /* address space for the work list */
    NONE = UINT16_MAX,
};

struct step {
    uint8_t thread;
    bool revisited;
    uint16_t rf;   /* which step it reads from; NONE: the initial value */
    uint16_t rank; /* of its write in the modification order */
    uint16_t stamp, wstamp;
    uint16_t choice;
    uint16_t next; /* step of the same thread, or NONE */
};

enum last_step {
    LAST_DONE,      /* it only has to be repeated */
    LAST_NEW_WRITE, /* its write is a new one, which may revisit others */
    LAST_REVISITED, /* a read with a new source: perhaps also a new write */
};

struct item {
    size_t below; /* where the item below begins */
    int n;
    enum last_step last;
    bool check; /* whether the memory model has to be asked at the end */
    struct step steps[];
};

struct half {
    struct event *event;
    bool write;
};

bool reducing_gave_up;

static char *list; /* a stack of items */
static size_t top; /* where the topmost one begins */
static size_t end; /* behind it */
static bool started;

/* The item that is being run, and how far it is. */
static struct item *item;                   /* a copy */
static int item_at;                         /* the next step, in order */
static uint16_t head[THREADS_MAX];          /* the next step of each thread */
static struct event *performed[EVENTS_MAX]; /* of each step */

static struct half order[2 * EVENTS_MAX];
static int nstamps;

static void setup(void)
{
    size_t size = sizeof *item + EVENTS_MAX * sizeof *item->steps;

    list = mmap(NULL, LIST_BYTES + size, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert(list != MAP_FAILED);
    item = (struct item *)(list + LIST_BYTES);
}

/* ------------------------------------------------------------------- stamps */

static void place_half(int stamp, struct event *e, bool write)
{
    order[stamp] = (struct half){e, write};
}

static void stamp_new(struct event *e)
{
    bool both = e->reads && e->writes;

    e->stamp = nstamps++;
    place_half(e->stamp, e, !e->reads && e->writes);
    e->wstamp = e->stamp;
    if (both) {
        e->wstamp = nstamps++;
        place_half(e->wstamp, e, true);
    }
}

static void stamp_from(struct event *e, const struct step *s, bool new_write)
{
    bool both = e->reads && e->writes;

    e->stamp = s->stamp;
    place_half(e->stamp, e, !e->reads && e->writes);
    e->wstamp = both ? (new_write ? nstamps++ : s->wstamp) : e->stamp;
    if (SEEDED(WRITE_KEEPS_STAMP) && new_write)
        e->wstamp = e->stamp;
    if (both)
        place_half(e->wstamp, e, true);
}

/* ------------------------------------------------------------ the work list */

/* Whether an event is needed by what is known as `porf`. */
static bool needed(const struct clock *porf, const struct event *e)
{
    return porf->at[e->thread] >= e->index;
}

static struct item *push(int steps)
{
    size_t size =
        (sizeof *item + (size_t)steps * sizeof *item->steps + 15) & ~(size_t)15;
    struct item *i = (struct item *)(list + end);

    if (end + size > LIST_BYTES) {
        reducing_gave_up = true;
        return NULL;
    }
    i->below = top;
    i->n = 0;
    top = end;
    end += size;
    return i;
}

static void drop_to(size_t mark)
{
    while (end > mark) {
        end = top;
        top = ((struct item *)(list + top))->below;
    }
}

/* What an item keeps: the events added before the stamp, and those that porf
 * needs. */
struct keep {
    int before; /* stamp */
    const struct clock *porf;
};

static bool kept(const struct keep *k, const struct event *e)
{
    return e->index == 0 || e->stamp < k->before || needed(k->porf, e);
}

/* New stamps for the halves that are kept, without gaps. */
static int renumber(const struct keep *k, uint16_t *stamps)
{
    int n = 0;

    for (int s = 0; s < nstamps; s++) {
        stamps[s] = (uint16_t)n;
        n += order[s].event == NULL || kept(k, order[s].event);
    }
    return n;
}

static struct step step_of(const struct event *e, const uint16_t *number)
{
    return (struct step){
        .thread = e->thread,
        .revisited = e->revisited,
        .rf = e->rf && e->rf->index > 0 ? number[e->rf->number] : NONE,
        .rank = (uint16_t)(2 * e->position),
        .choice = e->choice,
    };
}

static uint16_t number_of[EVENTS_MAX]; /* the step of each event of the graph */
static uint16_t new_stamp[2 * EVENTS_MAX];

/* Copies what is kept; returns how many stamps that takes. `but` is left
 * out: it comes last. */
static int copy_graph(struct item *i, const struct keep *k,
                      const struct event *but)
{
    int stamps = renumber(k, new_stamp);

    for (int e = 1; e < graph.n; e++) { /* 0 is where it all begins */
        const struct event *event = graph.sequence[e];
        if (event == but || !kept(k, event))
            continue;
        struct step s = step_of(event, number_of);
        s.stamp = new_stamp[event->stamp];
        s.wstamp = new_stamp[event->wstamp];
        number_of[e] = (uint16_t)i->n;
        i->steps[i->n++] = s;
    }
    return stamps;
}

static bool model_matters(bool sc)
{
    return axioms_model == MODEL_TSO ||
           graph.nsc + sc >= 2 + SEEDED(SC_CHECKED_TOO_LATE);
}

/* The step of the operation that t stands at. */
static struct step step_of_move(const struct thread *t, const struct move *m)
{
    struct step s = {.thread = (uint8_t)t->id, .choice = (uint16_t)m->choice};

    s.rf = m->rf && m->rf->index > 0 ? number_of[m->rf->number] : NONE;
    s.rank = (uint16_t)(2 * m->position - 1); /* behind position - 1 */
    return s;
}

/* Everything there is, and then another move of t. */
static void push_move(const struct thread *t, const struct move *m)
{
    static const struct clock nothing;
    struct keep all = {nstamps, &nothing};
    struct item *i = push(graph.n + 1);
    struct step s;

    if (i == NULL)
        return;
    copy_graph(i, &all, NULL);
    s = step_of_move(t, m);
    s.stamp = (uint16_t)nstamps;
    s.wstamp = (uint16_t)(nstamps + 1);
    i->steps[i->n++] = s;
    i->last = m->writes && m->rf ? LAST_NEW_WRITE : LAST_DONE;
    i->check = model_matters(t->op->order == SEQ_CST);
}

/* ------------------------------------------------------------------- revisits
 */

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
    return e->index == 0 || stamp <= limit || needed(&a->porf, e);
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
    const struct event *e = order[stamp].event;

    if (order[stamp].write)
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
    struct item *i = push(graph.n + 2);
    struct step s;
    int stamps;

    if (i == NULL)
        return;
    stamps = copy_graph(i, &k, r);
    s = step_of_move(a->thread, a->move);
    s.rank = (uint16_t)(2 * behind + 1);
    s.stamp = a->stamp >= 0 ? new_stamp[a->stamp] : (uint16_t)stamps++;
    s.wstamp = a->move->rf ? (uint16_t)stamps : s.stamp;
    i->steps[i->n++] = s;
    i->steps[i->n] = (struct step){.thread = r->thread,
                                   .revisited = true,
                                   .rf = (uint16_t)(i->n - 1),
                                   .stamp = new_stamp[r->stamp]};
    for (int e = 0; e < i->n && !SEEDED(STAMP_GIVEN_TWICE); e++) {
        /* r keeps its place: between those that were before it and the rest */
        if (i->steps[e].stamp >= i->steps[i->n].stamp)
            i->steps[e].stamp++;
        if (i->steps[e].wstamp >= i->steps[i->n].stamp)
            i->steps[e].wstamp++;
    }
    i->n++;
    i->last = LAST_REVISITED;
    i->check = model_matters(true) && !SEEDED(REVISIT_NOT_CHECKED);
}

/* Whether nothing that is kept reads from w already and writes. */
static bool is_free(const struct arrival *a, const struct event *r,
                    const struct event *w)
{
    struct keep k = {r->stamp, &a->porf};
    const struct event *taker = graph_taker(w);

    return taker == NULL || taker == r || !kept(&k, taker) ||
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
        if (w != r && kept(&k, w) && is_free(a, r, w))
            push_revisit(a, r, i);
    }
}

/* Makes an item for each read that could have read the arriving write. `stamp`
 * is that of its own read, where it is an update that was revisited. */
static void revisit(struct thread *t, const struct move *m, int stamp)
{
    struct line *l = &graph.lines[t->id];
    struct arrival a = {
        .thread = t, .move = m, .place = t->op->place, .stamp = stamp};

    a.porf = l->porf;
    if (m->rf && m->rf->index > 0)
        clock_join(&a.porf, &m->rf->porf);
    a.floor = graph_floor(a.place, &l->hb);
    for (int s = nstamps - 1; s >= 0; s--) {
        const struct event *e = order[s].event;
        if (e == NULL || (needed(&a.porf, e) && !SEEDED(REVISITS_THE_PAST)))
            continue;
        if (!added_newest(s, &a) && !SEEDED(REVISITS_TWICE))
            return;
        if (order[s].write || !e->reads || e->place != a.place)
            continue;
        int floor = graph_floor(a.place, known_before(e));
        if (m->rf)
            revisit_by_update(&a, e, floor);
        else
            revisit_by_write(&a, e, floor);
    }
}

/* ------------------------------------------------------------ running an item
 */

static void begin_item(void)
{
    int stamps = 0;

    for (int t = 0; t < THREADS_MAX; t++)
        head[t] = NONE;
    for (int i = item->n - 1; i >= 0; i--) {
        struct step *s = &item->steps[i];
        s->next = head[s->thread];
        head[s->thread] = (uint16_t)i;
        performed[i] = NULL;
        if (s->stamp >= stamps)
            stamps = s->stamp + 1;
        if (s->wstamp >= stamps)
            stamps = s->wstamp + 1;
    }
    nstamps = stamps;
    memset(order, 0, (size_t)stamps * sizeof *order);
    item_at = 0;
}

/* Where a write belongs among those that are there already. */
static int position_of(const struct place *p, uint16_t rank,
                       const uint16_t *ranks)
{
    int i = p->nmo;

    while (i > 1 && ranks[p->mo[i - 1]->number] > rank)
        i--;
    return i;
}

static uint16_t rank_of[EVENTS_MAX]; /* of the events of the graph */

static struct event *repeat(struct thread *t, const struct step *s, bool last)
{
    struct op *op = t->op;
    struct move m = {.choice = s->choice};
    struct event *e;
    bool blocked = false;

    if (op->kind == EVENT_READ || op->kind == EVENT_UPDATE) {
        struct event *rf =
            s->rf == NONE ? &op->place->initial : performed[s->rf];
        blocked = !moves_outcome(t, rf, s->choice, &m);
    } else if (op->kind == EVENT_WRITE) {
        m.writes = true;
        m.value.a = op->arg;
        m.position = position_of(op->place, s->rank, rank_of);
    } else {
        struct move only[MOVES_MAX];
        moves_list(t, true, only);
        m.rf = only[0].rf;
    }
    e = moves_perform_unchecked(t, &m);
    rank_of[e->number] = s->rank;
    e->revisited = s->revisited;
    e->stuck = blocked;
    stamp_from(e, s, last && item->last == LAST_REVISITED);
    return e;
}

/* Other outcomes of an update whose source was changed. */
static void push_choices(struct thread *t, const struct step *s)
{
    struct op *op = t->op;
    struct event *rf = s->rf == NONE ? &op->place->initial : performed[s->rf];
    unsigned n = op->choices ? op->choices(op, &rf->value) : 1;

    if (SEEDED(CHOICES_NOT_REVISITED))
        return;
    for (unsigned c = 1; c < n; c++) {
        size_t size = sizeof *item + (size_t)item->n * sizeof *item->steps;
        struct item *i = push(item->n);
        if (i == NULL)
            return;
        size_t below = i->below;
        memcpy(i, item, size);
        i->below = below;
        i->steps[i->n - 1].choice = (uint16_t)c;
    }
}

/* The last step of an item: what is new about it. */
static struct event *last_step(struct thread *t, const struct step *s)
{
    struct move m;
    struct event *rf = s->rf == NONE ? &t->op->place->initial : NULL;
    struct event *e;

    if (item->last != LAST_DONE) {
        if (rf == NULL)
            rf = performed[s->rf];
        if (item->last == LAST_REVISITED && s->choice == 0)
            push_choices(t, s);
        if (moves_outcome(t, rf, s->choice, &m) && m.writes)
            revisit(t, &m, item->last == LAST_REVISITED ? s->stamp : -1);
    }
    e = repeat(t, s, true);
    if (item->check && !axioms_hold())
        return NULL;
    return e;
}

static struct event *next_step(struct thread *t)
{
    uint16_t i = head[t->id];
    const struct step *s = &item->steps[i];

    head[t->id] = s->next;
    performed[i] = i == item->n - 1 ? last_step(t, s) : repeat(t, s, false);
    return performed[i];
}

/* ----------------------------------------------------------------- new events
 */

static struct event *add_new(struct thread *t)
{
    struct move move[MOVES_MAX];
    int n = moves_list(t, true, move), first = -1;
    struct event *e;

    for (int i = 0; i < n; i++) {
        if (i > 0 && move[i].rf && spin_known_futile(t, &move[i].rf->value))
            continue; /* it would be abandoned as a turn that read old values */
        if (move[i].taken) {
            revisit(t, &move[i], -1);
            continue;
        }
        if (first >= 0)
            push_move(t, &move[i]);
        else
            first = i;
    }
    if (first < 0)
        return NULL;
    if (move[first].writes)
        revisit(t, &move[first], -1);
    e = moves_perform(t, &move[first]);
    if (e)
        stamp_new(e);
    return e;
}

static struct event *decide(struct thread *t)
{
    if (head[t->id] != NONE)
        return next_step(t);
    return add_new(t); /* T4 */
}

/* Nobody can go on. A thread whose operation blocks may do so in an older state
 * of the object; one that waits in a loop may leave it with an older value. */
static struct thread *last_hope(void)
{
    for (int i = 0; i < engine.nthreads; i++) {
        struct thread *t = &engine.threads[i];
        struct move move[MOVES_MAX];
        if (t->status != THREAD_LIVE || t->final || t->stuck ||
            SEEDED(NO_LAST_HOPE))
            continue;
        t->final = true;
        if (t->parked) {
            t->parked = false;
            return t;
        }
        if (t->op->kind != EVENT_UPDATE)
            continue;
        int n = moves_list(t, true, move);
        for (int k = 0; k < n; k++) {
            if (move[k].taken)
                revisit(t, &move[k], -1);
            else
                push_move(t, &move[k]);
        }
    }
    return NULL;
}

/* A call that gives way without need: a turn of a loop stays in one piece if
 * it is ignored. */
static bool is_polite(const struct thread *t)
{
    return t->op->yields && t->op->name;
}

static struct thread *pick(struct thread *current)
{
    while (item_at < item->n && performed[item_at])
        item_at++;
    if (item_at < item->n)
        return &engine.threads[item->steps[item_at].thread];
    if (current && (engine_enabled(current) || is_polite(current)))
        return current;
    for (int i = 0; i < engine.nthreads; i++) {
        if (engine_enabled(&engine.threads[i]))
            return &engine.threads[i];
    }
    return last_hope();
}

static int mark(void)
{
    return (int)(end / 16);
}

/* How many stamps the last n events of t have; -1 if others got some in
 * between. */
static int halves(const struct thread *t, int n)
{
    const struct line *l = &graph.lines[t->id];
    int sum = 0;

    for (int i = l->n - n; i < l->n; i++)
        sum += 1 + (l->events[i]->reads && l->events[i]->writes);
    return l->events[l->n - n]->stamp == nstamps - sum ? sum : -1;
}

static bool spun(struct thread *t, enum spin how, int n, int noted)
{
    if (how == SPIN_STALE)
        return false;
    if (how == SPIN_OLD) { /* others have built on it: it stays */
        t->nlog = 0;
        return true;
    }
    if (how == SPIN_PINNED || t->final || halves(t, n) < 0) {
        t->stuck = n;
        t->loops = true;
        return true;
    }
    /* What else its reads could have done will be seen when it goes on (T2). */
    if (!SEEDED(SPIN_KEEPS_ITEMS))
        drop_to((size_t)noted * 16);
    nstamps -= halves(t, n);
    spin_park(t, n);
    return true;
}

static const struct strategy strategy = {false, pick, decide, mark, spun};

/* ----------------------------------------------------------------- the search
 */

void reducing_begin(void)
{
    if (list == NULL)
        setup();
    top = end = 0;
    started = false;
    reducing_gave_up = false;
    spin_reset();
}

static bool take(void)
{
    const struct item *i = (const struct item *)(list + top);

    if (end == 0)
        return false;
    memcpy(item, i, sizeof *i + (size_t)i->n * sizeof *i->steps);
    end = top;
    top = i->below;
    return true;
}

bool reducing_run(void)
{
    if (!started)
        item->n = 0;
    else if (!take())
        return false;
    started = true;
    begin_item();
    engine_strategy = &strategy;
    engine_run();
    return true;
}
