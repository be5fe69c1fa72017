/* The axioms, on matrices of bits: row i holds the events that come after
 * event i in a relation.
 *
 * psc is the partial order on seq_cst events of RC11 (Lahav et al., PLDI 2017,
 * section 3 and figure 3), eco the extended coherence order there. x86-TSO is
 * taken in its axiomatic form (Alglave, Maranget, Tautschnig: Herding cats,
 * TOPLAS 2014, section 4.5): a store may be overtaken by later loads of its
 * thread, everything else keeps its order. */
#include "grader/explore/axioms.h"
#include "grader/explore/seeded.h"

#include <string.h>

enum {
    NODES_MAX = 512, /* a check takes about n^3 / 64 steps */
    WORDS_MAX = NODES_MAX / 64,
};

enum model axioms_model;
bool axioms_gave_up;

typedef uint64_t row[WORDS_MAX];

static struct event *node[NODES_MAX];
static int n;
static int words;
static row hb[NODES_MAX];    /* happens-before */
static row scb[NODES_MAX];   /* "SC-before" */
static row order[NODES_MAX]; /* the relation that must have no cycle */
static row eco[NODES_MAX];   /* extended coherence order */

/* For each node: the next event of its thread at another place, and the last
 * one before it; or NULL. */
static const struct event *after[NODES_MAX], *ahead[NODES_MAX];

static void set(uint64_t *r, int i)
{
    r[i / 64] |= (uint64_t)1 << (i % 64);
}

static bool has(const uint64_t *r, int i)
{
    return r[i / 64] >> (i % 64) & 1;
}

static void add(uint64_t *to, const uint64_t *from)
{
    for (int w = 0; w < words; w++)
        to[w] |= from[w];
}

static bool meets(const uint64_t *a, const uint64_t *b)
{
    for (int w = 0; w < words; w++) {
        if (a[w] & b[w])
            return true;
    }
    return false;
}

static void clear(row *matrix)
{
    for (int i = 0; i < n; i++)
        memset(matrix[i], 0, (size_t)words * 8);
}

static bool before(const struct event *a, const struct event *b)
{
    return a->thread == b->thread && a->index < b->index;
}

/* Where an event stands among those of its place: w, those that read w, the
 * next write, ... An update stands at its write. */
static int level(const struct event *e)
{
    return e->writes ? 2 * e->position : 2 * e->rf->position + 1;
}

static bool same_place(const struct event *a, const struct event *b)
{
    return a->place && a->place == b->place;
}

/* a comes before b in the coherence order of their place (eco). */
static bool coherent_before(const struct event *a, const struct event *b)
{
    return same_place(a, b) && level(a) < level(b);
}

/* mo or rb: b writes after what a wrote or read. */
static bool overwritten_by(const struct event *a, const struct event *b)
{
    return b->writes && coherent_before(a, b);
}

static bool different_places(const struct event *a, const struct event *b)
{
    return !same_place(a, b) || a->plains < b->plains;
}

/* The next event of e's thread that is at another place, or the one before e;
 * or NULL. */
static const struct event *next_different(const struct event *e)
{
    const struct line *l = &graph.lines[e->thread];

    for (int i = e->nth + 1; i < l->n; i++) {
        if (different_places(e, l->events[i]))
            return l->events[i];
    }
    return NULL;
}

static const struct event *last_different(const struct event *e)
{
    const struct line *l = &graph.lines[e->thread];

    for (int i = e->nth - 1; i >= 0; i--) {
        if (different_places(l->events[i], e))
            return l->events[i];
    }
    return NULL;
}

static bool happens_before(const struct event *a, const struct event *b)
{
    return a != b && graph_knows(&b->hb, a);
}

/* neq;hb;neq, where neq is program order between different places: what comes
 * first after a and last before b is enough to look at. */
static bool by_different_places(int a, int b)
{
    const struct event *k = after[a], *l = ahead[b];

    return k && l && (k == l || happens_before(k, l));
}

/* scb = sb u neq;hb;neq u hb|loc u mo u rb */
static bool sc_before(int i, int j)
{
    const struct event *a = node[i], *b = node[j];

    return before(a, b) ||
           (overwritten_by(a, b) && !SEEDED(SC_WITHOUT_OVERWRITING)) ||
           (same_place(a, b) && happens_before(a, b)) ||
           (by_different_places(i, j) && !SEEDED(SC_WITHOUT_NEIGHBOURS));
}

static row preceding[NODES_MAX]; /* hb, the other way round */

static void relate(void)
{
    clear(hb);
    clear(scb);
    clear(eco);
    clear(preceding);
    for (int i = 0; i < n; i++) {
        const struct event *a = node[i], *k = after[i];
        for (int j = 0; j < n; j++) {
            const struct event *b = node[j], *l = ahead[j];
            bool known = happens_before(a, b), related = before(a, b);
            if (known) {
                set(hb[i], j);
                set(preceding[j], i);
            }
            if (a->place && a->place == b->place && level(a) < level(b)) {
                if (!SEEDED(FENCES_WITHOUT_ECO))
                    set(eco[i], j);
                related |= b->writes && !SEEDED(SC_WITHOUT_OVERWRITING);
            }
            if (related || (known && same_place(a, b)) ||
                (i != j && k && l && (k == l || happens_before(k, l)) &&
                 !SEEDED(SC_WITHOUT_NEIGHBOURS)))
                set(scb[i], j);
        }
    }
}

static bool is_fence(const struct event *e)
{
    return e->kind == EVENT_FENCE;
}

/* psc_base between a and b: for a fence, also from what follows it in hb, and
 * to what precedes it. */
static void add_base(int a)
{
    row from = {0};

    add(from, scb[a]);
    for (int x = 0; x < n && is_fence(node[a]); x++) {
        if (has(hb[a], x))
            add(from, scb[x]);
    }
    for (int b = 0; b < n; b++) {
        if (node[b]->sc &&
            (has(from, b) || (is_fence(node[b]) && meets(from, preceding[b]) &&
                              !SEEDED(FENCES_ONE_SIDED))))
            set(order[a], b);
    }
}

/* psc_F between fences: hb, or hb;eco;hb. */
static void add_fences(int a)
{
    row reach = {0};

    for (int x = 0; x < n; x++) {
        if (has(hb[a], x))
            add(reach, eco[x]);
    }
    for (int b = 0; b < n; b++) {
        if (node[b]->sc && is_fence(node[b]) && a != b &&
            (has(hb[a], b) || meets(reach, preceding[b])))
            set(order[a], b);
    }
}

static void order_c11(void)
{
    relate();
    clear(order);
    for (int a = 0; a < n; a++) {
        if (!node[a]->sc)
            continue;
        add_base(a);
        if (is_fence(node[a]))
            add_fences(a);
    }
}

/* Without fences only the seq_cst operations count, and psc is scb. */
static void order_without_fences(void)
{
    clear(order);
    for (int a = 0; a < n; a++) {
        for (int b = 0; b < n; b++) {
            if (a != b && sc_before(a, b))
                set(order[a], b);
        }
    }
}

/* A full fence, or an operation that is one, or a store that has one behind
 * it. */
static bool drains(const struct event *e)
{
    if (e->kind == EVENT_FENCE)
        return e->sc;
    return e->kind != EVENT_READ &&
           (e->kind != EVENT_WRITE || (e->sc && !SEEDED(TSO_STORE_STAYS)));
}

/* What has no place in the order: it must not link its neighbours either. */
static bool orders_nothing(const struct event *e)
{
    return e->kind == EVENT_CHOICE ||
           (e->kind == EVENT_FENCE && (!e->sc || SEEDED(TSO_FENCE_LOST)));
}

static void order_tso(void)
{
    clear(order);
    for (int i = 0; i < n; i++) {
        const struct event *a = node[i];
        bool drained = false;
        for (int j = 0; j < n && !orders_nothing(a); j++) {
            const struct event *b = node[j];
            bool external = a->thread != b->thread && b->rf == a;
            if (orders_nothing(b))
                continue;
            if (b->thread == a->thread && b->index >= a->index)
                drained |= drains(b);
            if (before(a, b) &&
                (drained || a->kind != EVENT_WRITE || b->kind != EVENT_READ ||
                 SEEDED(TSO_WITHOUT_BUFFER)) &&
                !(SEEDED(TSO_LOADS_OVERTAKE) && a->kind == EVENT_READ &&
                  b->kind == EVENT_READ))
                set(order[i], j);
            if (external || overwritten_by(a, b))
                set(order[i], j);
        }
    }
}

/* Takes away what nothing comes after, as long as there is something left. */
static bool has_cycle(void)
{
    row left = {0};
    int nleft = n;
    bool progress = true;

    for (int i = 0; i < n; i++)
        set(left, i);
    while (nleft > 0 && progress) {
        progress = false;
        for (int i = 0; i < n; i++) {
            if (!has(left, i) || meets(order[i], left))
                continue;
            left[i / 64] &= ~((uint64_t)1 << (i % 64));
            nleft--;
            progress = true;
        }
    }
    return nleft > 0;
}

static bool choose_nodes(bool only_sc, bool tso)
{
    n = 0;
    for (int i = 0; i < graph.n; i++) {
        const struct event *e = graph.sequence[i];
        /* What is at no place has its part in hb only, and that is kept in
         * clocks. */
        if (!e->sc && (only_sc || (e->place == NULL && !tso)))
            continue;
        if (n == NODES_MAX)
            return false;
        node[n++] = graph.sequence[i];
    }
    for (int i = 0; i < n && !tso; i++) {
        after[i] = next_different(node[i]);
        ahead[i] = last_different(node[i]);
    }
    words = (n + 63) / 64;
    return true;
}

bool axioms_hold(void)
{
    bool tso = axioms_model == MODEL_TSO;
    bool simple = !tso && graph.nsc_fences == 0;

    if (!tso && graph.nsc < 2)
        return true;
    if (!choose_nodes(simple, tso)) {
        axioms_gave_up = true;
        return false;
    }
    if (tso)
        order_tso();
    else if (simple)
        order_without_fences();
    else
        order_c11();
    return !has_cycle();
}

struct event *axioms_add(const struct addition *what)
{
    struct line *l = &graph.lines[what->thread];
    struct line old = *l;
    struct event *e = graph_add(what);
    bool newest = (!e->reads || e->back == 0) && (!e->writes || e->under == 0);

    if (newest || axioms_hold())
        return e;
    graph_undo(&old);
    return NULL;
}

enum order axioms_order(enum order o, enum event_kind kind)
{
    if (axioms_model == MODEL_C11)
        return SEEDED(FENCE_NOT_SC) && kind == EVENT_FENCE && o == SEQ_CST
                   ? ACQ_REL
                   : o;
    if (SEEDED(SC_STORE_STAYS_WEAK) && kind == EVENT_WRITE)
        return o;
    if (axioms_model == MODEL_SC || o == SEQ_CST)
        return SEQ_CST;
    if (kind == EVENT_FENCE)
        return o;
    return kind == EVENT_READ    ? ACQUIRE
           : kind == EVENT_WRITE ? RELEASE
                                 : ACQ_REL;
}
