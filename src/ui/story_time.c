/* The order in which the steps are told.
 *
 * A trace is in the order in which the explorer made it up, in which a read may
 * come after a store that it did not see. Most of these are no old values: in
 * another order of the very same steps, with the read before the store, all is
 * as everybody expects. Such an order is looked for here, so that "old value"
 * is said only where no order would do.
 *
 * O1. Each thread's steps stay in their order; what begins a thread stays
 *     before it; a read stays behind the write it got its value from.
 * O2. Of two steps at the same place, one of which writes, the earlier stays
 *     the earlier, unless the later is a read that did not see the write.
 * O3. Such a read goes before the writes it did not see, if that closes no
 *     circle. If it does, it stays behind them, and is one of an old value.
 * O4. Of the orders that are left the one with the fewest interruptions is
 *     told. */
#include "src/ui/story_parts.h"

#include <stdint.h>
#include <string.h>

enum {
    WORD = 64,
    THREADS_MAX = 64, /* more are told as they come */
};

/* before[i] is a set of steps: those that i must come before. */
struct order {
    struct story_work *w;
    size_t words;
    uint64_t *edges;
    uint64_t *seen; /* by a search for circles */
    int *stack;
};

static uint64_t *row(const struct order *o, int i)
{
    return o->edges + (size_t)i * o->words;
}

static void connect(struct order *o, int from, int to)
{
    if (from != to)
        row(o, from)[to / WORD] |= (uint64_t)1 << to % WORD;
}

static bool connected(const struct order *o, int from, int to)
{
    return row(o, from)[to / WORD] >> to % WORD & 1;
}

static bool in_set(const uint64_t *set, int i)
{
    return set[i / WORD] >> i % WORD & 1;
}

static void push(struct order *o, int *depth, int i)
{
    if (in_set(o->seen, i))
        return;
    o->seen[i / WORD] |= (uint64_t)1 << i % WORD;
    o->stack[(*depth)++] = i;
}

/* Puts all that can be reached from the steps on the stack into `seen`. */
static void search(struct order *o, int depth)
{
    while (depth > 0) {
        const uint64_t *next = row(o, o->stack[--depth]);
        for (size_t k = 0; k < o->words; k++) {
            uint64_t fresh = next[k] & ~o->seen[k];
            for (; fresh != 0; fresh &= fresh - 1)
                push(o, &depth, (int)(k * WORD) + __builtin_ctzll(fresh));
        }
    }
}

static void search_from(struct order *o, int i)
{
    int depth = 0;

    memset(o->seen, 0, o->words * sizeof *o->seen);
    push(o, &depth, i);
    search(o, depth);
}

/* ------------------------------------------------------------ constraints */

static bool misses(const struct story_work *w, int read, int write)
{
    const struct trace_step *s = w->acts[read].s;

    for (size_t k = 0; k < s->nnewer; k++) {
        if (s->newer[k] == w->acts[write].s->number)
            return true;
    }
    return false;
}

static bool must_follow(const struct story_work *w, int i, int k)
{
    const struct act *a = &w->acts[i], *b = &w->acts[k];

    if (a->s->thread == b->s->thread || b->from == i)
        return true; /* O1 */
    if (a->s->kind == TRACE_CREATE && b->s->kind == TRACE_BEGIN)
        return a->s->child == b->s->thread;
    if (a->s->kind == TRACE_END && b->s->kind == TRACE_JOIN)
        return true;
    return (a->s->writes || b->s->writes) && story_overlaps(a, b) &&
           !misses(w, k, i); /* O2 */
}

static void build(struct order *o)
{
    for (int k = 0; k < o->w->n; k++) {
        for (int i = 0; i < k; i++) {
            if (must_follow(o->w, i, k))
                connect(o, i, k);
        }
    }
}

/* O3, for one read. */
static void place_read(struct order *o, int read)
{
    struct story_work *w = o->w;
    int depth = 0;

    memset(o->seen, 0, o->words * sizeof *o->seen);
    for (int i = 0; i < read; i++) {
        if (misses(w, read, i))
            push(o, &depth, i);
    }
    search(o, depth);
    bool old = in_set(o->seen, read);
    if (old)
        search_from(o, read);
    else
        w->acts[read].newer = -1;
    for (int i = 0; i < read; i++) {
        if (!misses(w, read, i))
            continue;
        if (!old)
            connect(o, read, i);
        else if (!in_set(o->seen, i))
            connect(o, i, read);
    }
}

/* The step before the failure comes after all others, as far as that goes. */
static void keep_end(struct order *o)
{
    int last = -1;

    for (int i = 0; i < o->w->n; i++)
        last = o->w->acts[i].last ? i : last;
    if (last < 0)
        return;
    search_from(o, last);
    for (int i = 0; i < o->w->n; i++) {
        enum trace_kind kind = o->w->acts[i].s->kind;
        bool matters = kind != TRACE_JOIN && kind != TRACE_END;
        if (matters && !in_set(o->seen, i))
            connect(o, i, last);
    }
}

/* ------------------------------------------------------------- scheduling */

struct schedule {
    const struct order *o;
    int *sequence; /* acts, in the new order */
    int *waits;    /* for each act, how many must still come before it */
    int interruptions;
};

static int next_of(const struct schedule *s, const bool *done, int thread)
{
    for (int i = 0; i < s->o->w->n; i++) {
        if (!done[i] && s->o->w->acts[i].s->thread == thread)
            return i;
    }
    return -1;
}

static void finish(struct schedule *s, bool *done, int i)
{
    done[i] = true;
    for (int k = 0; k < s->o->w->n; k++)
        s->waits[k] -= connected(s->o, i, k);
}

/* Whether a thread has to wait anyway before this act: for another's end, for a
 * lock, in a loop. */
static bool waits(const struct schedule *s, const bool *done, int i)
{
    const struct story_work *w = s->o->w;
    const struct act *a = &w->acts[i];
    int before = i - 1;

    while (before >= 0 && w->acts[before].s->thread != a->s->thread)
        before--;
    if (a->s->kind == TRACE_JOIN || a->s->kind == TRACE_END)
        return true;
    return a->from >= 0 && !done[a->from] &&
           (!story_is_memory(a) ||
            (before >= 0 && story_same_line(a->at, w->acts[before].at)));
}

/* The next act after the thread `last`: of the same thread if it can go on, of
 * the favourite if that can, else the first in the trace. */
static int pick(struct schedule *s, const bool *done, int last, int favourite)
{
    const struct story_work *w = s->o->w;
    int same = next_of(s, done, last), wish = next_of(s, done, favourite);

    if (same >= 0 && s->waits[same] == 0)
        return same;
    s->interruptions += same >= 0 && !waits(s, done, same);
    if (wish >= 0 && s->waits[wish] == 0)
        return wish;
    for (int i = 0; i < w->n; i++) {
        if (!done[i] && s->waits[i] == 0)
            return i;
    }
    return -1;
}

static bool run(struct schedule *s, int favourite)
{
    const struct story_work *w = s->o->w;
    bool *done = ARENA_ARRAY(w->arena, bool, (size_t)w->n);
    int last = w->acts[0].s->thread;

    s->interruptions = 0;
    for (int k = 0; k < w->n; k++) {
        s->waits[k] = 0;
        for (int i = 0; i < w->n; i++)
            s->waits[k] += connected(s->o, i, k);
    }
    for (int n = 0; n < w->n; n++) {
        int i = pick(s, done, last, favourite);
        if (i < 0)
            return false;
        s->sequence[n] = i;
        last = w->acts[i].s->thread;
        finish(s, done, i);
    }
    return true;
}

/* Puts acts into the order of `sequence`. */
static void apply(struct story_work *w, const int *sequence)
{
    size_t n = (size_t)w->n;
    struct act *acts = ARENA_ARRAY(w->arena, struct act, n);
    int *where = ARENA_ARRAY(w->arena, int, n);

    for (int i = 0; i < w->n; i++)
        where[sequence[i]] = i;
    for (int i = 0; i < w->n; i++) {
        acts[i] = w->acts[sequence[i]];
        if (acts[i].from >= 0)
            acts[i].from = where[acts[i].from];
        if (acts[i].newer >= 0)
            acts[i].newer = where[acts[i].newer];
    }
    w->acts = acts;
    if (w->access >= 0) {
        w->access = where[w->access];
        w->other = where[w->other];
    }
}

/* A read that does not see the write last told is one of an old value, too:
 * to the others it looks as if the writes had come in another order. */
static void mark_old(struct story_work *w)
{
    for (int i = 0; i < w->n; i++) {
        struct act *a = &w->acts[i];
        if (!a->s->reads || a->newer >= 0 || a->from < 0 ||
            !story_is_object(a, "atomic"))
            continue;
        for (int k = a->from + 1; k < i; k++) {
            if (w->acts[k].s->writes && story_overlaps(a, &w->acts[k]) &&
                story_is_memory(&w->acts[k]))
                a->newer = k;
        }
    }
}

bool story_swapped(const struct story_work *w, const struct act *a)
{
    const struct trace_step *s = a->s;

    for (size_t i = 0; i < s->nnewer; i++) {
        if (s->newer[i] == w->acts[a->newer].s->number)
            return false;
    }
    return true;
}

/* O4 */
static void schedule(struct story_work *w, const struct order *o)
{
    size_t n = (size_t)w->n;
    struct schedule s = {.o = o,
                         .sequence = ARENA_ARRAY(w->arena, int, n),
                         .waits = ARENA_ARRAY(w->arena, int, n)};
    int *best = NULL, least = 0;

    for (size_t t = 0; t <= w->trace->nthreads && t <= THREADS_MAX; t++) {
        int favourite = t == 0 ? -1 : w->trace->threads[t - 1].id;
        if (!run(&s, favourite) || (best != NULL && s.interruptions >= least))
            continue;
        least = s.interruptions;
        best = ARENA_ARRAY(w->arena, int, n);
        memcpy(best, s.sequence, n * sizeof *best);
    }
    if (best != NULL)
        apply(w, best);
}

void story_order(struct story_work *w)
{
    size_t n = (size_t)w->n, words = (n + WORD - 1) / WORD;
    struct order o = {.w = w,
                      .words = words,
                      .edges = ARENA_ARRAY(w->arena, uint64_t, n * words),
                      .seen = ARENA_ARRAY(w->arena, uint64_t, words),
                      .stack = ARENA_ARRAY(w->arena, int, n + 1)};

    build(&o);
    for (int i = 0; i < w->n; i++) {
        if (w->acts[i].s->nnewer > 0)
            place_read(&o, i);
    }
    keep_end(&o);
    schedule(w, &o);
    mark_old(w);
}
