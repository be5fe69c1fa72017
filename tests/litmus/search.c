// Tries all choices, outermost first: where each thread ends (at its end, at
// a guard, or waiting for a mutex), the lock orders, rf, mo. A choice is
// dropped as soon as the axioms have no room for it.
//
// A race in any prefix of an execution is also a race of one that cannot go
// on: an event added at the end of sb and mo adds no edge between the others.
// So executions that are complete or deadlocked are enough.

#include "litmus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OUTCOME_SIZE = 512 }; // bytes: 64 values, with room to spare

struct state {
    struct graph g;
    struct result *r;
    bool prune;
    bool has_plain; // the program has plain locations
    bool complete;  // no thread waits for a mutex
    bool stop;      // nothing more to find in this part
};

static void add_outcome(struct result *r, const char *outcome)
{
    int low = 0;
    int high = r->count;
    while (low < high) {
        int middle = (low + high) / 2;
        int order = strcmp(outcome, r->outcomes[middle]);
        if (order == 0) {
            return;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    if (r->count == r->room) {
        r->room = r->room == 0 ? 64 : 2 * r->room;
        r->outcomes = realloc(r->outcomes, (size_t)r->room * sizeof(char *));
    }
    char *copy = malloc(strlen(outcome) + 1);
    if (r->outcomes == NULL || copy == NULL) {
        fputs("no memory\n", stderr);
        exit(3);
    }
    strcpy(copy, outcome);
    memmove(r->outcomes + low + 1, r->outcomes + low,
            (size_t)(r->count - low) * sizeof(char *));
    r->outcomes[low] = copy;
    r->count++;
}

static void graph_found(struct state *s)
{
    s->r->deadlock = s->r->deadlock || !s->complete;
    if (graph_has_race(&s->g)) {
        s->r->race = true;
    }
    if (s->r->race || !(s->complete || s->has_plain)) {
        s->stop = true;
    } else if (s->complete) {
        char outcome[OUTCOME_SIZE];
        graph_outcome(&s->g, outcome, sizeof outcome);
        add_outcome(s->r, outcome);
        s->r->graphs++;
    }
}

static void choose_mo(struct state *s, int loc);

// May `w` come next, after `last`, when `placed` are all before it?
static bool may_follow(const struct state *s, int last, int w, uint64_t placed)
{
    const struct graph *g = &s->g;
    if (!s->prune) {
        return true;
    }
    if (g->rf[w] >= 0 && g->rf[w] != last) {
        return false;
    }
    for (int i = 0; i < g->p->events; i++) {
        if ((g->known_mo.row[i] & bit(w)) && !(placed & bit(i))) {
            return false;
        }
    }
    return true;
}

// Extends the modification order of `loc` by each of the writes `left`.
static void extend_mo(struct state *s, int loc, uint64_t placed, int last,
                      uint64_t left)
{
    if (left == 0) {
        if (axioms_hold(&s->g)) {
            choose_mo(s, loc + 1);
        }
        return;
    }
    for (uint64_t next = left; next != 0 && !s->stop; next &= next - 1) {
        int w = __builtin_ctzll(next);
        if (!may_follow(s, last, w, placed)) {
            continue;
        }
        for (int i = 0; i < s->g.p->events; i++) {
            s->g.mo.row[i] |= placed & bit(i) ? bit(w) : 0;
        }
        extend_mo(s, loc, placed | bit(w), w, left & ~bit(w));
        for (int i = 0; i < s->g.p->events; i++) {
            s->g.mo.row[i] &= ~bit(w);
        }
    }
}

static void choose_mo(struct state *s, int loc)
{
    const struct program *p = s->g.p;
    while (loc < NUM_ATOMICS && p->init[loc] < 0) {
        loc++;
    }
    if (loc == NUM_ATOMICS) {
        graph_found(s);
        return;
    }
    int init = p->init[loc];
    uint64_t writes = 0;
    for (int i = p->inits; i < p->events; i++) {
        if (graph_writes(&s->g, i) && p->event[i].loc == loc) {
            writes |= bit(i);
        }
    }
    extend_mo(s, loc, bit(init), init, writes);
}

static bool is_read_from(const struct graph *g, int w)
{
    for (int i = 0; i < g->p->events; i++) {
        if (g->rf[i] == w) {
            return true;
        }
    }
    return false;
}

static void choose_rf(struct state *s, int r);

static void try_rf(struct state *s, int r, int w, bool fails)
{
    struct graph *g = &s->g;
    g->rf[r] = w;
    g->failed |= fails ? bit(r) : 0;
    if (axioms_partial(g, s->prune)) {
        choose_rf(s, r + 1);
    }
    g->failed &= ~bit(r);
    g->rf[r] = -1;
}

static void choose_rf(struct state *s, int r)
{
    struct graph *g = &s->g;
    while (r < g->p->events && !graph_reads(g, r)) {
        r++;
    }
    if (r == g->p->events) {
        // Once more, for programs without reads and after backtracking.
        if (axioms_partial(g, s->prune) && axioms_hold(g)) {
            choose_mo(s, 0);
        }
        return;
    }
    bool may_fail = g->p->event[r].kind == CAS && !is_read_from(g, r);
    for (int w = 0; w < g->p->events && !s->stop; w++) {
        if (w == r || !graph_writes(g, w) ||
            g->p->event[w].loc != g->p->event[r].loc) {
            continue;
        }
        try_rf(s, r, w, false);
        if (may_fail && !s->stop) {
            try_rf(s, r, w, true);
        }
    }
}

// The unlock that ends the critical section; -1: it does not end.
static int unlock_of(const struct graph *g, int lock)
{
    for (int i = lock + 1; i < g->p->events; i++) {
        const struct event *e = &g->p->event[i];
        if (e->kind == UNLOCK && e->loc == g->p->event[lock].loc &&
            e->thread == g->p->event[lock].thread) {
            return graph_is_live(g, i) ? i : -1;
        }
    }
    return -1;
}

// Puts one more critical section of mutex m after those whose unlocks are
// `before`; `left` are the locks that have no place yet.
static void order_locks(struct state *s, int m, uint64_t before, uint64_t left)
{
    struct graph *g = &s->g;
    if (left == 0) {
        if (m + 1 == NUM_MUTEXES) {
            choose_rf(s, 0);
            return;
        }
        uint64_t locks = 0;
        for (int i = 0; i < g->p->events; i++) {
            const struct event *e = &g->p->event[i];
            if (e->kind == LOCK && e->loc == NUM_LOCATIONS + m + 1 &&
                graph_is_live(g, i)) {
                locks |= bit(i);
            }
        }
        order_locks(s, m + 1, 0, locks);
        return;
    }
    for (uint64_t next = left; next != 0 && !s->stop; next &= next - 1) {
        int lock = __builtin_ctzll(next);
        int unlock = unlock_of(g, lock);
        if (unlock < 0 && left != bit(lock)) {
            continue; // who keeps the mutex is the last who got it
        }
        for (uint64_t u = before; u != 0; u &= u - 1) {
            g->lo.row[__builtin_ctzll(u)] |= bit(lock);
        }
        struct relation order = g->sb;
        relation_join(&order, &g->lo, g->p->events);
        if (relation_acyclic(&order, g->p->events)) {
            order_locks(s, m, before | (unlock < 0 ? 0 : bit(unlock)),
                        left & ~bit(lock));
        }
        for (uint64_t u = before; u != 0; u &= u - 1) {
            g->lo.row[__builtin_ctzll(u)] &= ~bit(lock);
        }
    }
}

static bool is_held(const struct graph *g, int mutex)
{
    for (int i = 0; i < g->p->events; i++) {
        if (graph_is_live(g, i) && g->p->event[i].kind == LOCK &&
            g->p->event[i].loc == mutex && unlock_of(g, i) < 0) {
            return true;
        }
    }
    return false;
}

// Where the threads end: the events before, and the guards and locks.
struct part {
    uint64_t live;
    uint64_t passed;
    uint64_t refused;
    uint64_t waiting; // locks at which threads wait
};

static void search_part(struct state *s, const struct program *p,
                        enum model model, const struct part *part)
{
    s->complete = part->waiting == 0;
    s->stop = s->complete ? s->r->race : s->r->deadlock && !s->has_plain;
    graph_start(&s->g, p, model, part->live);
    s->g.passed = part->passed;
    s->g.refused = part->refused;
    for (uint64_t left = part->waiting; left != 0; left &= left - 1) {
        if (!is_held(&s->g, p->event[__builtin_ctzll(left)].loc)) {
            return; // this thread could go on
        }
    }
    if (!s->stop) {
        order_locks(s, -1, 0, 0);
    }
}

// Tries all places where thread t and the later ones can end.
static void search_parts(struct state *s, const struct program *p,
                         enum model model, int t, struct part part)
{
    if (t == p->threads) {
        search_part(s, p, model, &part);
        return;
    }
    for (int i = p->first[t]; i < p->end[t]; i++) {
        struct part ended = part;
        if (p->event[i].kind == GUARD) {
            ended.refused |= bit(i);
            search_parts(s, p, model, t + 1, ended);
            part.passed |= bit(i);
            continue;
        }
        if (p->event[i].kind == LOCK) {
            ended.waiting |= bit(i);
            search_parts(s, p, model, t + 1, ended);
        }
        part.live |= bit(i);
    }
    search_parts(s, p, model, t + 1, part);
}

static void drop_outcomes(struct result *r)
{
    for (int i = 0; i < r->count; i++) {
        free(r->outcomes[i]);
    }
    r->count = 0;
}

void search(const struct program *p, enum model model, bool prune,
            struct result *r)
{
    struct state *s = calloc(1, sizeof *s);
    if (s == NULL) {
        fputs("no memory\n", stderr);
        exit(3);
    }
    memset(r, 0, sizeof *r);
    s->r = r;
    s->prune = prune;
    for (int loc = NUM_ATOMICS; loc < NUM_LOCATIONS; loc++) {
        s->has_plain = s->has_plain || p->init[loc] >= 0;
    }
    search_parts(s, p, model, 0, (struct part){.live = bit(p->inits) - 1});
    if (r->race) {
        r->graphs = 0; // the values of plain reads mean nothing
        drop_outcomes(r);
    }
    free(s);
}

void result_free(struct result *r)
{
    drop_outcomes(r);
    free(r->outcomes);
}
