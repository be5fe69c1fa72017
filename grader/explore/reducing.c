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
 * T1. worklist_order[s] is the half of an event that has stamp s; stamps of the
 *     steps of an item are 0 to n - 1.
 *
 * T2. An operation that blocks on the newest state is not added; it waits until
 *     that changes. If nobody can go on, last_hope tries the older states. The
 *     same holds for a turn of a waiting loop (spin.h).
 *
 * T3. A read that was revisited and cannot go on with what it reads now stays
 *     in the graph and stops its thread: another write may revisit it.
 *
 * T4. An item may have a later step read what a turn of a waiting loop wrote
 *     over the same value. Without the turn it reads the same value from the
 *     write before, and less is ordered: that is another graph, which is
 *     visited, too, and shows whatever this one does.
 *
 * T5. Operations that have one move only and concern nobody else may run before
 *     their place in an item (engine.c, E3); those that no item mentions get
 *     stamps after all of its steps. */
#include "grader/explore/reducing.h"

#include "grader/explore/revisits.h"
#include "grader/explore/seeded.h"
#include "grader/explore/strategy.h"

#include <string.h>

static bool started;

/* The item that is being run, and how far it is. */
static struct item *item;                   /* a copy */
static int item_at;                         /* the next step, in order */
static uint16_t head[THREADS_MAX];          /* the next step of each thread */
static struct event *performed[EVENTS_MAX]; /* of each step */

/* ------------------------------------------------------------ running an item
 */

static void begin_item(void)
{
    int stamps = 0;

    for (int t = 0; t < THREADS_MAX; t++)
        head[t] = WORKLIST_NONE;
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
    worklist_stamps = stamps;
    memset(worklist_order, 0, (size_t)stamps * sizeof *worklist_order);
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
            s->rf == WORKLIST_NONE ? &op->place->initial : performed[s->rf];
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
    worklist_restamp(e, s, last && item->last == LAST_REVISITED);
    return e;
}

/* Other outcomes of an update whose source was changed. */
static void push_choices(struct thread *t, const struct step *s)
{
    struct op *op = t->op;
    struct event *rf =
        s->rf == WORKLIST_NONE ? &op->place->initial : performed[s->rf];
    unsigned n = op->choices ? op->choices(op, &rf->value) : 1;

    if (SEEDED(CHOICES_NOT_REVISITED))
        return;
    for (unsigned c = 1; c < n; c++) {
        size_t size = sizeof *item + (size_t)item->n * sizeof *item->steps;
        struct item *i = worklist_push(item->n);
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
    struct event *rf = s->rf == WORKLIST_NONE ? &t->op->place->initial : NULL;
    struct event *e;

    if (item->last != LAST_DONE) {
        if (rf == NULL)
            rf = performed[s->rf];
        if (item->last == LAST_REVISITED && s->choice == 0)
            push_choices(t, s);
        if (moves_outcome(t, rf, s->choice, &m) && m.writes)
            revisits_make(t, &m, item->last == LAST_REVISITED ? s->stamp : -1);
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
            revisits_make(t, &move[i], -1);
            continue;
        }
        if (first >= 0)
            worklist_push_move(t, &move[i]);
        else
            first = i;
    }
    if (first < 0)
        return NULL;
    if (move[first].writes)
        revisits_make(t, &move[first], -1);
    e = moves_perform(t, &move[first]);
    if (e)
        worklist_stamp(e);
    return e;
}

static struct event *decide(struct thread *t)
{
    if (head[t->id] != WORKLIST_NONE)
        return next_step(t);
    return add_new(t); /* T5 */
}

/* Nobody can go on. A thread whose operation blocks may do so in an older state
 * of the object; one that waits in a loop may leave it with an older value. */
static struct thread *last_hope(void)
{
    for (int i = 0; i < engine.nthreads; i++) {
        struct thread *t = &engine.threads[i];
        struct move move[MOVES_MAX];
        if (t->status != THREAD_LIVE || t->final || t->stuck ||
            SEEDED(NO_LAST_HOPE) || (SEEDED(SPIN_NEVER_WOKEN) && t->parked))
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
                revisits_make(t, &move[k], -1);
            else
                worklist_push_move(t, &move[k]);
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
    return (int)(worklist_end() / 16);
}

/* How many stamps the last n events of t have; -1 if others got some in
 * between. */
static int halves(const struct thread *t, int n)
{
    const struct line *l = &graph.lines[t->id];
    int sum = 0;

    for (int i = l->n - n; i < l->n; i++)
        sum += 1 + (l->events[i]->reads && l->events[i]->writes);
    return l->events[l->n - n]->stamp == worklist_stamps - sum ? sum : -1;
}

/* A turn whose last read saw an old value never comes to anything: for another
 * read of it to be revisited, that one would have to be taken away, and it was
 * not added with its newest move. If it saw the newest value, a later write may
 * revisit it (T3). */
static bool last_read_newest(const struct thread *t, int n)
{
    const struct line *l = &graph.lines[t->id];

    for (int i = l->n - 1; i >= l->n - n; i--) {
        if (l->events[i]->reads)
            return spin_saw_newest(l->events[i], l->n - n);
    }
    return true;
}

/* Whether a step that is still to be repeated reads what e wrote. */
static bool awaited(const struct event *e)
{
    for (int i = item_at; i < item->n; i++) {
        const uint16_t rf = item->steps[i].rf;
        if (performed[i] == NULL && rf != WORKLIST_NONE && performed[rf] == e)
            return true;
    }
    return false;
}

static bool any_awaited(const struct thread *t, int n)
{
    const struct line *l = &graph.lines[t->id];

    for (int i = l->n - n; i < l->n; i++) {
        if (l->events[i]->writes && awaited(l->events[i]))
            return true;
    }
    return false;
}

static bool spun(struct thread *t, enum spin how, int n, int noted)
{
    if (any_awaited(t, n))
        return false; /* T4 */
    if (how == SPIN_STALE && !last_read_newest(t, n))
        return false;
    if (how == SPIN_OLD) { /* others have built on it: it stays */
        t->nlog = 0;
        return true;
    }
    if (how >= SPIN_STALE || t->final || halves(t, n) < 0) {
        t->stuck = n;
        t->loops = true;
        return true;
    }
    /* What else its reads could have done will be seen when it goes on (T2). */
    if (!SEEDED(SPIN_KEEPS_ITEMS))
        worklist_drop((size_t)noted * 16);
    worklist_stamps -= halves(t, n);
    spin_park(t, n);
    return true;
}

static const struct strategy strategy = {false, pick, decide, mark, spun};

/* ----------------------------------------------------------------- the search
 */

void reducing_begin(void)
{
    worklist_clear();
    item = worklist_room();
    started = false;
    spin_reset();
}

bool reducing_run(void)
{
    if (!started)
        item->n = 0;
    else if (!worklist_take(item))
        return false;
    started = true;
    begin_item();
    engine_strategy = &strategy;
    engine_run();
    return true;
}
