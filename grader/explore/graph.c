/* The execution graph.
 *
 * G1. An event is added after everything that it depends on (porf).
 * G2. place->mo is the modification order: mo[i]->position == i. An update that
 *     writes stands directly behind the event that it reads from.
 * G3. place->reads holds every event that reads the place, and w->readers those
 *     that read from w.
 * G4. A line's clocks are what its thread knows after its last event. */
#include "grader/explore/graph.h"
#include "grader/explore/seeded.h"

#include <assert.h>
#include <string.h>
#include <sys/mman.h>

enum {
    ARENA_BYTES = 64 << 20, /* address space; only what is used costs */
    ROOM = 8,               /* of a list, at first */
};

struct graph graph;
unsigned clock_chunks = 1;

static char *arena;
static size_t arena_used;

void graph_setup(void)
{
    size_t list = EVENTS_MAX * sizeof(struct event *);

    arena = mmap(NULL, ARENA_BYTES + list, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert(arena != MAP_FAILED);
    graph.sequence = (struct event **)(arena + ARENA_BYTES);
}

void graph_reset(void)
{
    arena_used = 0;
    for (int t = 0; t < graph.nthreads; t++)
        memset(&graph.lines[t], 0, sizeof graph.lines[t]);
    graph.nthreads = graph.n = graph.nplaces = 0;
    graph.nsc = graph.nsc_fences = 0;
    clock_chunks = 1;
}

void *graph_alloc(size_t size)
{
    void *p = arena + arena_used;

    arena_used += (size + 15) & ~(size_t)15;
    assert(arena_used <= ARENA_BYTES);
    return p;
}

static void grow(struct event ***list, int *room)
{
    int more = *room ? 2 * *room : ROOM;
    struct event **new = graph_alloc((size_t)more * sizeof *new);

    if (*room)
        memcpy(new, *list, (size_t)*room * sizeof *new);
    *list = new;
    *room = more;
}

struct place *graph_place(uintptr_t address, enum place_kind kind,
                          unsigned size, struct state value)
{
    struct place *p = graph_alloc(sizeof *p);

    assert(graph.nplaces < PLACES_MAX);
    memset(p, 0, sizeof *p);
    p->address = address;
    p->kind = kind;
    p->size = (uint8_t)size;
    p->number = graph.nplaces;
    p->initial.place = p;
    p->initial.writes = true;
    p->initial.value = value;
    grow(&p->mo, &p->room_mo);
    p->mo[0] = &p->initial;
    p->nmo = 1;
    graph.places[graph.nplaces++] = p;
    return p;
}

int graph_floor(const struct place *p, const struct clock *c)
{
    for (int i = p->nmo - 1; i > 0; i--) {
        const struct event *w = p->mo[i];
        if (graph_knows(c, w))
            return i - SEEDED(FLOOR_TOO_LOW);
        for (const struct event *r = w->readers; r; r = r->next_reader) {
            if (graph_knows(c, r) && !SEEDED(FLOOR_IGNORES_READS))
                return i;
        }
    }
    return 0;
}

struct event *graph_taker(const struct event *w)
{
    const struct place *p = w->place;
    int next = w->position + 1;

    if (next < p->nmo && p->mo[next]->reads && p->mo[next]->rf == w)
        return p->mo[next];
    return NULL;
}

static void insert_write(struct event *e, int position)
{
    struct place *p = e->place;

    if (p->nmo == p->room_mo)
        grow(&p->mo, &p->room_mo);
    for (int i = p->nmo; i > position; i--) {
        p->mo[i] = p->mo[i - 1];
        p->mo[i]->position = i;
    }
    p->mo[position] = e;
    e->position = position;
    p->nmo++;
}

static void add_read(struct event *e)
{
    struct place *p = e->place;

    if (p->nreads == p->room_reads)
        grow(&p->reads, &p->room_reads);
    p->reads[p->nreads++] = e;
    e->next_reader = e->rf->readers;
    e->rf->readers = e;
}

/* What e learns from the event that it reads from. */
static void acquire(struct line *l, struct event *e, uint8_t kinds)
{
    if (kinds) {
        for (int i = e->rf->position; i > 0; i--) {
            if (e->place->mo[i]->releases & kinds)
                clock_join(&l->hb, &e->place->mo[i]->rel);
        }
        return;
    }
    if (e->rf->index == 0 || e->manner != MANNER_UPDATE)
        return;
    if (SEEDED(UPDATE_ACQUIRES_NOTHING) && e->writes)
        return;
    if (order_acquires((enum order)e->order) || SEEDED(RELAXED_READ_ACQUIRES))
        clock_join(&l->hb, &e->rf->rel);
    else if (e->place->kind == PLACE_ATOMIC) /* fences know no objects */
        clock_join(&l->acquired, &e->rf->rel);
}

static void fence(struct line *l, enum order o)
{
    if (order_acquires(o) && !SEEDED(ACQUIRE_FENCE_LOST))
        clock_join(&l->hb, &l->acquired);
    if (order_releases(o) && !SEEDED(RELEASE_FENCE_LOST))
        clock_set(&l->fenced, &l->hb);
}

/* What one learns who acquires from e: e's own release, and as an update the
 * one that it continues (C++20, 6.9.2.2: a release sequence). */
static void release(struct line *l, struct event *e, bool continues)
{
    if (e->manner == MANNER_ASIDE && e->rf->index == 0) {
        clock_clear(&e->rel);
        return;
    }
    if (e->manner == MANNER_ASIDE) {
        clock_set(&e->rel, &e->rf->rel);
        return;
    }
    if (e->place->kind != PLACE_ATOMIC &&
        !order_releases((enum order)e->order)) {
        clock_clear(&e->rel);
        if (continues && e->rf->index > 0)
            clock_set(&e->rel, &e->rf->rel);
        return;
    }
    clock_set(&e->rel, order_releases((enum order)e->order) ||
                               SEEDED(RELAXED_WRITE_RELEASES)
                           ? &l->hb
                           : &l->fenced);
    if (SEEDED(UPDATE_ENDS_SEQUENCE))
        return;
    if (continues && e->reads && e->rf->index > 0)
        clock_join(&e->rel, &e->rf->rel);
}

/* Clocks get one group of threads more. */
static void widen(void)
{
    for (int i = 0; i < graph.n; i++) {
        struct event *e = graph.sequence[i];
        e->hb.chunk[clock_chunks] = e->porf.chunk[clock_chunks] =
            e->rel.chunk[clock_chunks] = (clock_chunk){0};
    }
    clock_chunks++;
}

static void new_line(int thread)
{
    if (thread < graph.nthreads)
        return;
    graph.nthreads = thread + 1;
    while (clock_chunks < (unsigned)thread / 8 + 1)
        widen();
}

/* The effect of e on the line of its thread, and its clocks. */
static void advance(struct line *l, struct event *e, uint8_t acquires)
{
    l->hb.at[e->thread] = e->index;
    l->porf.at[e->thread] = e->index;
    if (e->rf && e->rf->index > 0)
        clock_join(&l->porf, &e->rf->porf);
    if (e->kind == EVENT_BEGIN || e->kind == EVENT_JOIN) {
        if (e->rf && !SEEDED(CREATE_ORDERS_NOTHING) &&
            !(SEEDED(JOIN_ORDERS_NOTHING) && e->kind == EVENT_JOIN))
            clock_join(&l->hb, &e->rf->rel);
    } else if (e->kind == EVENT_WAIT) {
        if (order_acquires((enum order)e->order))
            clock_join(&l->hb, e->rf->manner == MANNER_ASIDE ? &e->rf->hb
                                                             : &e->rf->rel);
    } else if (e->reads)
        acquire(l, e, acquires);
    if (e->kind == EVENT_FENCE)
        fence(l, (enum order)e->order);
    if (e->kind == EVENT_CREATE || e->kind == EVENT_END)
        clock_set(&e->rel, &l->hb);
    else if (e->writes)
        release(l, e, e->releases == 0 && e->manner == MANNER_UPDATE);
    clock_set(&e->hb, &l->hb);
    clock_set(&e->porf, &l->porf);
}

static void count_sc(const struct event *e, int one)
{
    if (!e->sc)
        return;
    graph.nsc += one;
    if (e->kind == EVENT_FENCE)
        graph.nsc_fences += one;
}

struct event *graph_add(const struct addition *what)
{
    struct event *e = graph_alloc(sizeof *e);
    struct line *l = &graph.lines[what->thread];

    assert(graph.n < EVENTS_MAX && l->time < UINT16_MAX);
    new_line(what->thread);
    /* Clocks are written as far as they are used. */
    memset(e, 0, offsetof(struct event, hb));
    e->releases = what->releases;
    e->manner = (uint8_t)what->manner;
    e->kind = (uint8_t)what->kind;
    e->order = (uint8_t)what->order;
    e->thread = (uint8_t)what->thread;
    e->place = what->place;
    e->rf = what->rf;
    e->choice = (uint16_t)what->choice;
    e->plains = what->plains;
    e->value = what->value;
    e->writes = what->writes;
    e->reads = what->kind == EVENT_READ || what->kind == EVENT_UPDATE;
    e->sc = what->order == SEQ_CST &&
            (e->reads || e->writes || what->kind == EVENT_FENCE);
    e->index = (uint16_t)++l->time;
    e->nth = (uint16_t)l->n;
    if (l->n == l->room)
        grow(&l->events, &l->room);
    l->events[l->n++] = e;
    if (e->reads)
        e->back = (uint16_t)(e->place->nmo - 1 - e->rf->position);
    if (e->writes)
        e->under = (uint16_t)(e->place->nmo - what->position);
    advance(l, e, what->acquires);
    if (e->reads)
        add_read(e);
    if (e->writes)
        insert_write(e, what->position);
    count_sc(e, 1);
    e->number = graph.n;
    graph.sequence[graph.n++] = e;
    return e;
}

/* ------------------------------------------------------------------ removing
 */

static void remove_read(struct event *e)
{
    struct place *p = e->place;
    struct event **at = &e->rf->readers;

    while (*at != e)
        at = &(*at)->next_reader;
    *at = e->next_reader;
    for (int i = p->nreads - 1; i >= 0; i--) {
        if (p->reads[i] == e) {
            p->reads[i] = p->reads[--p->nreads];
            return;
        }
    }
}

static void remove_write(struct event *e)
{
    struct place *p = e->place;

    p->nmo--;
    for (int i = e->position; i < p->nmo; i++) {
        p->mo[i] = p->mo[i + 1];
        p->mo[i]->position = i;
    }
}

void graph_undo(const struct line *before)
{
    struct event *e = graph.sequence[--graph.n];
    struct line *l = &graph.lines[e->thread];

    assert(e->readers == NULL); /* G1 */
    if (e->reads)
        remove_read(e);
    if (e->writes)
        remove_write(e);
    count_sc(e, -1);
    l->n--;
    l->time--;
    l->hb = before->hb;
    l->acquired = before->acquired;
    l->fenced = before->fenced;
    l->porf = before->porf;
}

/* A line's clocks after the event e (G4), or before the first one. */
static void rewind_line(struct line *l)
{
    struct event **events = l->events;
    int n = l->n;

    clock_clear(&l->acquired);
    clock_clear(&l->fenced);
    clock_clear(&l->hb);
    clock_clear(&l->porf);
    for (int i = 0; i < n; i++) {
        struct event *e = events[i];
        if (e->reads && !order_acquires((enum order)e->order) &&
            e->rf->index > 0 && e->releases == 0 &&
            e->manner == MANNER_UPDATE && e->place->kind == PLACE_ATOMIC)
            clock_join(&l->acquired, &e->rf->rel);
        clock_set(&l->hb, &e->hb);
        clock_set(&l->porf, &e->porf);
        if (e->kind == EVENT_FENCE && order_releases((enum order)e->order))
            clock_set(&l->fenced, &l->hb);
    }
}

void graph_forget(int thread, int n)
{
    struct line *l = &graph.lines[thread];
    int kept = 0, first = l->n - n;

    for (int i = l->n - 1; i >= first; i--) {
        struct event *e = l->events[i];
        assert(e->readers == NULL); /* G1 */
        if (e->reads && !SEEDED(FORGOTTEN_READS_STAY))
            remove_read(e);
        if (e->writes)
            remove_write(e);
        count_sc(e, -1);
    }
    for (int i = 0; i < graph.n; i++) {
        struct event *e = graph.sequence[i];
        if (e->thread == thread && e->nth >= first)
            continue;
        e->number = kept;
        graph.sequence[kept++] = e;
    }
    graph.n = kept;
    l->n = first;
    if (!SEEDED(FORGETTING_KEEPS_CLOCKS))
        rewind_line(l);
}
