/* ex_together: could several threads be at certain points at the same time?
 *
 * An execution graph stands for all orders in which its events can happen: all
 * that keep program order and let reads come after what they read (porf). Two
 * points in two threads can be passed at the same time, in one of these, if
 * neither has something of its own thread behind it that the other depends on.
 * Whoever leaves a critical section writes what the next one reads to enter, so
 * such points are ordered. No event is needed to find out. */
#include "grader/explore/scenario_hooks.h"

#include "grader/explore/libc.h"

#include <stdio.h>
#include <string.h>

enum {
    GATHERINGS_MAX = 16, /* names of one program */
    POINTS_MAX = 64,     /* of one execution; later ones are not looked at */
};

/* Threads that should come together; kept over a whole search. */
struct gathering {
    const char *name;
    unsigned n;
    struct libc_call call; /* where one was asked for it */
    bool happened;
};

/* A thread at a call, in this execution. */
struct point {
    const struct gathering *gathering;
    int thread, time; /* after this event of its thread */
    struct clock porf;
};

static struct gathering gatherings[GATHERINGS_MAX];
static unsigned ngatherings;

static struct point points[POINTS_MAX];
static unsigned npoints;
static uint64_t run; /* engine.executions that they belong to */

void scenario_begin_search(void)
{
    ngatherings = 0;
}

static bool after(const struct point *p, const struct point *q)
{
    return p->porf.at[q->thread] > q->time;
}

static bool apart(const struct point *p, const struct point *q)
{
    return p->gathering == q->gathering && p->thread != q->thread &&
           !after(p, q) && !after(q, p);
}

static bool apart_from_all(const struct point *p,
                           const struct point *const *chosen, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        if (!apart(p, chosen[i]))
            return false;
    }
    return true;
}

/* Whether the n chosen points can be made `want` with those below `end`. */
static bool extend(const struct point **chosen, unsigned n, unsigned want,
                   unsigned end)
{
    if (n >= want)
        return true;
    for (unsigned i = end; i-- > 0;) {
        if (!apart_from_all(&points[i], chosen, n))
            continue;
        chosen[n] = &points[i];
        if (extend(chosen, n + 1, want, i))
            return true;
    }
    return false;
}

static struct gathering *find(const char *name)
{
    for (unsigned i = 0; i < ngatherings; i++) {
        if (strcmp(gatherings[i].name, name) == 0)
            return &gatherings[i];
    }
    return NULL;
}

struct request {
    const struct libc_call *call;
    const char *name;
    unsigned n;
};

static struct gathering *add(const struct request *r)
{
    struct gathering *g = &gatherings[ngatherings];

    if (ngatherings == GATHERINGS_MAX || r->n > THREADS_MAX)
        libc_fail(r->call, FINDING_UNSUPPORTED,
                  "calls ex_together with more than %d names or %d threads",
                  GATHERINGS_MAX, THREADS_MAX);
    *g = (struct gathering){.name = r->name, .n = r->n, .call = *r->call};
    ngatherings++;
    return g;
}

static uintptr_t pass(void *arg)
{
    const struct request *r = arg;
    const struct line *l = &graph.lines[engine.current->id];
    const struct point *chosen[THREADS_MAX];
    struct gathering *g = find(r->name);

    if (!g)
        g = add(r);
    if (run != engine.executions) {
        run = engine.executions;
        npoints = 0;
    }
    if (g->happened || npoints == POINTS_MAX)
        return 0;
    points[npoints] = (struct point){g, engine.current->id, l->time, l->porf};
    chosen[0] = &points[npoints];
    g->happened = extend(chosen, 1, g->n, npoints);
    npoints++;
    return 0;
}

void ex_together(const char *name, unsigned n)
{
    LIBC_CALL("ex_together");
    struct request r = {&call, name, n};

    engine_call(pass, &r);
}

bool scenario_missing(struct finding *f)
{
    for (unsigned i = 0; i < ngatherings; i++) {
        const struct gathering *g = &gatherings[i];
        if (g->happened)
            continue;
        *f = (struct finding){.kind = FINDING_ASSERTION,
                              .thread = -1,
                              .other = -1,
                              .pc = g->call.pc,
                              .frame = 0};
        snprintf(f->text, sizeof f->text,
                 "%s: in no execution are %u threads there at the same time",
                 g->name, g->n);
        return true;
    }
    return false;
}
