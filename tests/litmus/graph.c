// What a graph says about values, races and results.

#include "litmus.h"

#include <stdio.h>
#include <string.h>

bool graph_is_live(const struct graph *g, int event)
{
    return (g->live & bit(event)) != 0;
}

bool graph_reads(const struct graph *g, int event)
{
    enum kind kind = g->p->event[event].kind;
    return graph_is_live(g, event) &&
           (kind == LOAD || kind == EXCHANGE || kind == ADD || kind == CAS);
}

bool graph_writes(const struct graph *g, int event)
{
    const struct event *e = &g->p->event[event];
    if (!graph_is_live(g, event) || (g->failed & bit(event))) {
        return false;
    }
    return (e->kind == INIT && e->loc < NUM_ATOMICS) || e->kind == STORE ||
           e->kind == EXCHANGE || e->kind == ADD || e->kind == CAS;
}

void graph_start(struct graph *g, const struct program *p, enum model model,
                 uint64_t live)
{
    memset(g, 0, sizeof *g);
    g->p = p;
    g->model = model;
    g->live = live;
    for (int a = 0; a < p->events; a++) {
        g->rf[a] = -1;
        for (int b = p->inits; b < p->events; b++) {
            bool before = a < p->inits ||
                          (a < b && p->event[a].thread == p->event[b].thread);
            if (before && (live & bit(a)) && (live & bit(b))) {
                g->sb.row[a] |= bit(b);
            }
        }
    }
}

int graph_value(const struct graph *g, int write)
{
    const struct event *e = &g->p->event[write];
    if (e->kind != ADD) {
        return e->value;
    }
    if (g->rf[write] < 0) {
        return -1;
    }
    int old = graph_value(g, g->rf[write]);
    return old < 0 ? -1 : old + e->value;
}

// The value of the last register before the guard; -1: not known yet.
static int guarded_value(const struct graph *g, int guard)
{
    int read = guard - 1;
    while (!graph_reads(g, read)) {
        read--;
    }
    return g->rf[read] < 0 ? -1 : graph_value(g, g->rf[read]);
}

bool graph_results_fit(const struct graph *g)
{
    for (int i = 0; i < g->p->events; i++) {
        const struct event *e = &g->p->event[i];
        int value = -1;
        int wanted = e->value;
        bool equal = (g->passed & bit(i)) != 0;
        if ((g->passed | g->refused) & bit(i)) {
            value = guarded_value(g, i);
        } else if (e->kind == CAS && g->rf[i] >= 0) {
            value = graph_value(g, g->rf[i]);
            wanted = e->expect;
            equal = !(g->failed & bit(i));
        }
        if (value >= 0 && (value == wanted) != equal) {
            return false;
        }
    }
    return true;
}

static bool is_plain(const struct graph *g, int event)
{
    enum kind kind = g->p->event[event].kind;
    return graph_is_live(g, event) &&
           (kind == PLAIN_LOAD || kind == PLAIN_STORE);
}

bool graph_has_race(const struct graph *g)
{
    const struct event *e = g->p->event;
    for (int a = 0; a < g->p->events; a++) {
        for (int b = 0; b < a && is_plain(g, a); b++) {
            if (!is_plain(g, b) || e[a].loc != e[b].loc ||
                (e[a].kind == PLAIN_LOAD && e[b].kind == PLAIN_LOAD)) {
                continue;
            }
            if (!(g->hb.row[a] & bit(b)) && !(g->hb.row[b] & bit(a))) {
                return true;
            }
        }
    }
    return false;
}

// The value of the last write to a plain location among those before `reader`
// (-1: among all). Without a race, happens-before orders them.
static int plain_value(const struct graph *g, int loc, int reader)
{
    int last = g->p->init[loc];
    for (int i = 0; i < g->p->events; i++) {
        const struct event *e = &g->p->event[i];
        if (e->kind != PLAIN_STORE || e->loc != loc || !graph_is_live(g, i)) {
            continue;
        }
        if (reader >= 0 && !(g->hb.row[i] & bit(reader))) {
            continue;
        }
        if (g->hb.row[last] & bit(i)) {
            last = i;
        }
    }
    return g->p->event[last].value;
}

static int final_value(const struct graph *g, int loc)
{
    if (loc >= NUM_ATOMICS) {
        return plain_value(g, loc, -1);
    }
    for (int i = 0; i < g->p->events; i++) {
        if (graph_writes(g, i) && g->p->event[i].loc == loc &&
            g->mo.row[i] == 0) {
            return graph_value(g, i);
        }
    }
    return -1;
}

void graph_outcome(const struct graph *g, char *out, size_t size)
{
    size_t len = 0;
    out[0] = '\0';
    for (int t = 0; t < g->p->threads; t++) {
        const char *before = len > 0 ? " %d:%d" : "%d:%d";
        bool first = true;
        for (int i = g->p->first[t]; i < g->p->end[t]; i++) {
            int value;
            if (graph_reads(g, i)) {
                value = graph_value(g, g->rf[i]);
            } else if (is_plain(g, i) && g->p->event[i].kind == PLAIN_LOAD) {
                value = plain_value(g, g->p->event[i].loc, i);
            } else {
                continue;
            }
            len +=
                (size_t)(first
                             ? snprintf(out + len, size - len, before, t, value)
                             : snprintf(out + len, size - len, ",%d", value));
            first = false;
        }
    }
    for (int loc = 0; loc < NUM_LOCATIONS; loc++) {
        if (g->p->init[loc] >= 0) {
            len += (size_t)snprintf(out + len, size - len, "%s%c=%d",
                                    len > 0 ? " " : "", "xyzwabcd"[loc],
                                    final_value(g, loc));
        }
    }
}
