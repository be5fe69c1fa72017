// The axioms of the three models, on bit matrices. enumerate.c says where
// each of them comes from. An RMW is one event here, not a read and a write
// joined by an rmw edge; this is why coherence asks for an acyclic eco, too.

#include "litmus.h"

static const struct event *event(const struct graph *g, int i)
{
    return &g->p->event[i];
}

static bool is_fence(const struct graph *g, int i, unsigned order)
{
    const struct event *e = event(g, i);
    return e->kind == FENCE && graph_is_live(g, i) &&
           (e->order & order) == order;
}

// sc and tso: every atomic access synchronises, for finding races.
static bool has_order(const struct graph *g, int i, unsigned order)
{
    return g->model != MODEL_C11 || (event(g, i)->order & order) == order;
}

// The events that release through the write w: w itself, earlier fences.
static uint64_t releasers(const struct graph *g, int w)
{
    if (w < g->p->inits) {
        return 0;
    }
    uint64_t set = has_order(g, w, RELEASE) ? bit(w) : 0;
    for (int f = g->p->first[event(g, w)->thread]; f < w; f++) {
        if (is_fence(g, f, RELEASE)) {
            set |= bit(f);
        }
    }
    return set;
}

// The events that acquire through the read r: r itself, later fences.
static uint64_t acquirers(const struct graph *g, int r)
{
    uint64_t set = has_order(g, r, ACQUIRE) ? bit(r) : 0;
    for (int f = r + 1; f < g->p->end[event(g, r)->thread]; f++) {
        if (is_fence(g, f, ACQUIRE)) {
            set |= bit(f);
        }
    }
    return set;
}

// sw = [rel] ; ([F] ; sb)? ; rs ; rf ; (sb ; [F])? ; [acq]
// rs = [W] ; (rf ; rmw)*                           (C++20)
static void add_synchronises_with(const struct graph *g, struct relation *out)
{
    for (int r = 0; r < g->p->events; r++) {
        uint64_t to = graph_reads(g, r) && g->rf[r] >= 0 ? acquirers(g, r) : 0;
        for (int w = r; to != 0 && g->rf[w] >= 0;) {
            w = g->rf[w];
            for (uint64_t from = releasers(g, w); from != 0; from &= from - 1) {
                out->row[__builtin_ctzll(from)] |= to;
            }
        }
    }
}

static void add_rf(const struct graph *g, struct relation *out,
                   bool external_only)
{
    for (int r = 0; r < g->p->events; r++) {
        int w = g->rf[r];
        if (w >= 0 &&
            (!external_only || event(g, w)->thread != event(g, r)->thread)) {
            out->row[w] |= bit(r);
        }
    }
}

// rb = rf^-1 ; mo, without an RMW's edge to itself
static void add_rb(const struct graph *g, struct relation *out)
{
    for (int r = 0; r < g->p->events; r++) {
        if (g->rf[r] >= 0) {
            out->row[r] |= g->mo.row[g->rf[r]] & ~bit(r);
        }
    }
}

static void make_hb(const struct graph *g, struct relation *hb)
{
    int n = g->p->events;
    *hb = g->sb;
    relation_join(hb, &g->lo, n);
    add_synchronises_with(g, hb);
    relation_close(hb, n);
}

static bool same_place(const struct graph *g, int a, int b)
{
    return event(g, a)->loc == event(g, b)->loc && event(g, a)->loc >= 0;
}

// scb without mo and rb:
// sb | sb|!=loc ; hb ; sb|!=loc | hb|loc
static void make_scb_part(const struct graph *g, struct relation *scb)
{
    int n = g->p->events;
    struct relation elsewhere = g->sb;
    struct relation left;
    for (int a = 0; a < n; a++) {
        for (int b = 0; b < n; b++) {
            if (same_place(g, a, b)) {
                elsewhere.row[a] &= ~bit(b);
            }
        }
    }
    relation_compose(&left, &elsewhere, &g->hb, n);
    relation_compose(scb, &left, &elsewhere, n);
    relation_join(scb, &g->sb, n);
    for (int a = 0; a < n; a++) {
        for (int b = 0; b < n; b++) {
            if (same_place(g, a, b)) {
                scb->row[a] |= g->hb.row[a] & bit(b);
            }
        }
    }
}

// The pairs of sb that x86 keeps in order. A pure write may be delayed past a
// later pure read; a full fence is an event between them.
static bool tso_keeps(const struct graph *g, int a, int b)
{
    enum kind from = event(g, a)->kind;
    enum kind to = event(g, b)->kind;
    if ((from == FENCE && !is_fence(g, a, SEQ_CST)) ||
        (to == FENCE && !is_fence(g, b, SEQ_CST))) {
        return false;
    }
    bool delayed = (from == STORE && !(event(g, a)->order & SEQ_CST)) ||
                   from == PLAIN_STORE;
    return !(delayed && (to == LOAD || to == PLAIN_LOAD));
}

// ppo | fences | rfe | lock order
static void make_tso_part(const struct graph *g, struct relation *out)
{
    int n = g->p->events;
    relation_clear(out, n);
    for (int a = g->p->inits; a < n; a++) {
        for (int b = a + 1; b < n; b++) {
            if ((g->sb.row[a] & bit(b)) && tso_keeps(g, a, b)) {
                out->row[a] |= bit(b);
            }
        }
    }
    relation_join(out, &g->lo, n);
    add_rf(g, out, true);
}

// Coherence, used forwards: if a is `before` b, the write that a wrote or
// read is not after the one that b read (or wrote). Fills known_mo.
static bool order_writes(struct graph *g, const struct relation *before)
{
    int n = g->p->events;
    relation_clear(&g->known_mo, n);
    for (int a = 0; a < n; a++) {
        // A CAS without an rf may still turn out to be a read only.
        bool open = event(g, a)->kind == CAS && g->rf[a] < 0;
        int last = graph_writes(g, a) && !open ? a : g->rf[a];
        for (int b = 0; b < n && last >= 0; b++) {
            if (!(before->row[a] & bit(b)) || !same_place(g, a, b)) {
                continue;
            }
            int first = graph_reads(g, b) ? g->rf[b] : b;
            if (first == last && !graph_reads(g, b)) {
                return false; // a reads from b, which is later
            }
            if (first >= 0 && first != last) {
                g->known_mo.row[last] |= bit(first);
            }
        }
        if (graph_writes(g, a) && g->rf[a] >= 0) {
            g->known_mo.row[g->rf[a]] |= bit(a);
        }
    }
    relation_close(&g->known_mo, n);
    return relation_irreflexive(&g->known_mo, n);
}

// Atomicity, used forwards: no two RMWs read the same write.
static bool rmws_share_a_write(const struct graph *g)
{
    uint64_t taken = 0;
    for (int i = 0; i < g->p->events; i++) {
        if (graph_writes(g, i) && g->rf[i] >= 0) {
            if (taken & bit(g->rf[i])) {
                return true;
            }
            taken |= bit(g->rf[i]);
        }
    }
    return false;
}

bool axioms_partial(struct graph *g, bool prune)
{
    int n = g->p->events;
    struct relation porf = g->sb;
    relation_join(&porf, &g->lo, n);
    add_rf(g, &porf, false);
    relation_close(&porf, n);
    if (!relation_irreflexive(&porf, n) || !graph_results_fit(g)) {
        return false;
    }
    make_hb(g, &g->hb);
    if (g->model == MODEL_TSO) {
        make_tso_part(g, &g->fixed);
    } else if (g->model == MODEL_C11) {
        make_scb_part(g, &g->fixed);
    } else {
        g->fixed = porf;
    }
    if (!prune) {
        return true;
    }
    const struct relation *before = g->model == MODEL_C11  ? &g->hb
                                    : g->model == MODEL_SC ? &porf
                                                           : &g->sb;
    return !rmws_share_a_write(g) && order_writes(g, before);
}

// rmw and (rb ; mo) have no pair in common: nothing comes in mo between an
// RMW and the write that it read.
static bool atomicity(const struct graph *g)
{
    for (int r = 0; r < g->p->events; r++) {
        if (!graph_writes(g, r) || g->rf[r] < 0) {
            continue;
        }
        uint64_t after = g->mo.row[g->rf[r]];
        for (; after != 0; after &= after - 1) {
            if (g->mo.row[__builtin_ctzll(after)] & bit(r)) {
                return false;
            }
        }
    }
    return true;
}

static uint64_t image(const struct relation *r, uint64_t set)
{
    uint64_t to = 0;
    for (; set != 0; set &= set - 1) {
        to |= r->row[__builtin_ctzll(set)];
    }
    return to;
}

// acyclic(psc_base | psc_F)
static bool psc_acyclic(const struct graph *g, const struct relation *eco)
{
    int n = g->p->events;
    uint64_t sc = 0;
    uint64_t fences = 0;
    for (int i = 0; i < n; i++) {
        sc |=
            graph_is_live(g, i) && (event(g, i)->order & SEQ_CST) ? bit(i) : 0;
        fences |= is_fence(g, i, SEQ_CST) ? bit(i) : 0;
    }
    struct relation scb = g->fixed;
    struct relation psc;
    relation_join(&scb, &g->mo, n);
    add_rb(g, &scb);
    relation_clear(&psc, n);
    for (uint64_t left = sc; left != 0; left &= left - 1) {
        int a = __builtin_ctzll(left);
        bool fence = (fences & bit(a)) != 0;
        uint64_t to = image(&scb, bit(a) | (fence ? g->hb.row[a] : 0));
        psc.row[a] = (to & sc) | (image(&g->hb, to) & fences);
        if (fence) {
            uint64_t hb_eco_hb = image(&g->hb, image(eco, g->hb.row[a]));
            psc.row[a] |= (g->hb.row[a] | hb_eco_hb) & fences;
        }
    }
    return relation_acyclic(&psc, n);
}

static bool c11_holds(const struct graph *g, const struct relation *eco)
{
    int n = g->p->events;
    struct relation hb_eco;
    relation_compose(&hb_eco, &g->hb, eco, n);
    return relation_irreflexive(&g->hb, n) &&
           relation_irreflexive(&hb_eco, n) && psc_acyclic(g, eco);
}

static bool sc_holds(const struct graph *g)
{
    struct relation all = g->fixed;
    relation_join(&all, &g->mo, g->p->events);
    add_rb(g, &all);
    return relation_acyclic(&all, g->p->events);
}

static bool tso_holds(const struct graph *g)
{
    int n = g->p->events;
    struct relation per_loc;
    for (int a = 0; a < n; a++) {
        per_loc.row[a] = g->mo.row[a];
        for (int b = 0; b < n; b++) {
            if (same_place(g, a, b)) {
                per_loc.row[a] |= g->sb.row[a] & bit(b);
            }
        }
    }
    add_rf(g, &per_loc, false);
    add_rb(g, &per_loc);
    return relation_acyclic(&per_loc, n) && sc_holds(g);
}

bool axioms_hold(const struct graph *g)
{
    int n = g->p->events;
    struct relation eco = g->mo;
    add_rf(g, &eco, false);
    add_rb(g, &eco);
    relation_close(&eco, n);
    if (!relation_irreflexive(&eco, n) || !atomicity(g)) {
        return false;
    }
    return g->model == MODEL_C11  ? c11_holds(g, &eco)
           : g->model == MODEL_SC ? sc_holds(g)
                                  : tso_holds(g);
}
