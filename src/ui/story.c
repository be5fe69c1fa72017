/* The story of an execution that fails.
 *
 * Steps get scores (story_choose), the best become rows, one for each line that
 * a thread runs, and are said in words (story_say); in the end stands what was
 * wrong (story_why).
 *
 * S1. Rows stand in the order of their first steps.
 * S2. A row holds steps of one thread and one line; between them no step of
 *     another thread is shown. */
#include "src/ui/story_parts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    FULL_ROWS_MAX = 400, /* even in full: more is no help to anybody */
    SPANS_MAX = 32,
    EDGES_MAX = 64,
    ROW_STEPS_MAX = 64, /* of one line at a stretch; the last ones are said */
    THREADS_MAX = 64,
    SKIP_MIN = 3, /* fewer steps left out are not worth a row */
};

/* ----------------------------------------------------------------- the rows */

struct rows {
    struct story_work *w;
    struct story_row *list;
    size_t n, max;
    struct story_column *columns;
    size_t ncolumns;
    size_t left_out; /* steps */
    int *row_of_group;
};

static size_t column_of(const struct rows *r, int thread)
{
    for (size_t i = 0; i < r->ncolumns; i++) {
        if (r->columns[i].thread == thread)
            return i;
    }
    return 0;
}

static bool in_row(const struct act *a, const struct act *b)
{
    return a->s->thread == b->s->thread && story_same_line(a->at, b->at);
}

/* Gives each shown act the number of its group, in `row`, and returns how many
 * groups there are (S2). Acts below the score are not shown. */
static int group(struct story_work *w, int score)
{
    int groups = 0, last = -1;

    for (int i = 0; i < w->n; i++) {
        struct act *a = &w->acts[i];
        a->row = -1;
        if (a->score < score || a->score == 0)
            continue;
        if (last < 0 || !in_row(&w->acts[last], a))
            groups++;
        a->row = groups - 1;
        last = i;
    }
    return groups;
}

/* The least score with which there are not too many rows. */
static void choose(struct story_work *w, bool full)
{
    enum { SCORE_TOP = 101, FEW = 9, LEAST = 5 };
    int left = STORY_ROWS_MAX - (int)w->nstuck;
    int max = full ? FULL_ROWS_MAX : left > LEAST ? left : LEAST;
    int score = 1, weighty = 30;

    for (int i = 0; full && i < w->n; i++) {
        if (story_is_shown(&w->acts[i]) && w->acts[i].score == 0)
            w->acts[i].score = 1;
    }
    while (score < SCORE_TOP && group(w, score) > max)
        score++;
    /* What is of no great weight only fills a short story. */
    for (; !full && score < weighty && group(w, score) > FEW; score++)
        ;
    group(w, score);
}

static struct story_row *add_row(struct rows *r, enum story_kind kind,
                                 int thread)
{
    assert(r->n < r->max);
    struct story_row *row = &r->list[r->n++];

    *row = (struct story_row){
        .kind = kind, .column = column_of(r, thread), .first = -1, .last = -1};
    return row;
}

static void add_note(struct rows *r, struct story_row *row,
                     enum story_tone tone, const char *text)
{
    struct story_note *note = ARENA_NEW(r->w->arena, struct story_note);

    *note = (struct story_note){tone, text};
    row->notes = note;
    row->nnotes = 1;
}

static void append_note(const struct rows *r, struct story_row *row,
                        struct story_note note)
{
    struct story_note *notes =
        ARENA_ARRAY(r->w->arena, struct story_note, row->nnotes + 1);

    memcpy(notes, row->notes, row->nnotes * sizeof *notes);
    notes[row->nnotes] = note;
    row->notes = notes;
    row->nnotes++;
}

static void place_row(struct rows *r, struct story_row *row,
                      const struct frame *at)
{
    if (at == NULL)
        return;
    row->file = at->file;
    row->line = at->line;
    row->function = at->function;
    row->code = story_line(r->w, at->file, at->line);
}

/* Steps that are left out between two rows. */
static void add_skip(struct rows *r, int from, int to)
{
    struct story_work *w = r->w;
    int counts[THREADS_MAX] = {0}, total = 0, most = 0;

    for (int i = from; i < to; i++) {
        const struct act *a = &w->acts[i];
        bool counts_too = story_is_shown(a) && a->s->kind != TRACE_CREATE &&
                          a->s->kind != TRACE_JOIN;
        if (a->row >= 0 || !counts_too || a->s->thread < 0 ||
            a->s->thread >= THREADS_MAX)
            continue;
        counts[a->s->thread]++;
        total++;
    }
    r->left_out += (size_t)total;
    if (total < SKIP_MIN)
        return;
    for (int t = 0; t < THREADS_MAX; t++)
        most = counts[t] > counts[most] ? t : most;
    add_note(r, add_row(r, STORY_SKIP, most), STORY_PLAIN,
             arena_printf(w->arena, "%d more steps", total));
}

/* Whether the thread of act i could have gone on with it at `when`: what it
 * waited for had happened by then. */
static bool could_go_on(const struct story_work *w, int i, int before, int when)
{
    const struct act *a = &w->acts[i];

    if (a->s->kind == TRACE_JOIN || a->s->kind == TRACE_END)
        return false;
    if (a->from < when)
        return true;
    bool spins = story_same_line(a->at, w->acts[before].at);
    return story_is_memory(a) && !spins;
}

/* Whether a thread was interrupted somewhere between two shown acts. */
static int interrupted(const struct story_work *w, int from, int to)
{
    int thread = from >= 0 ? w->acts[from].s->thread : -1, last = from;

    if (from < 0 || w->acts[to].s->thread == thread ||
        w->acts[from].s->kind == TRACE_CREATE)
        return -1;
    while (w->acts[last + 1].s->thread == thread)
        last++;
    for (int i = to + 1; i < w->n; i++) {
        if (w->acts[i].s->thread == thread)
            return could_go_on(w, i, last, to) ? thread : -1;
    }
    return -1;
}

static void add_switch(struct rows *r, int thread)
{
    add_note(r, add_row(r, STORY_SWITCH, thread), STORY_PLAIN,
             arena_printf(r->w->arena, "%s is interrupted here",
                          story_thread(r->w, thread)));
}

/* The row of the group that begins with act `first`. */
static int add_group(struct rows *r, int first)
{
    struct story_work *w = r->w;
    int group_number = w->acts[first].row, acts[ROW_STEPS_MAX], last = first;
    size_t n = 0;

    for (int i = first; i < w->n; i++) {
        if (w->acts[i].row != group_number)
            continue;
        if (n == ROW_STEPS_MAX)
            memmove(acts, acts + 1, --n * sizeof *acts);
        acts[n++] = i;
        last = i;
    }
    struct story_row *row = add_row(r, STORY_STEP, w->acts[first].s->thread);
    place_row(r, row, w->acts[first].at);
    row->first = w->acts[first].s->number;
    row->last = w->acts[last].s->number;
    story_say(w, acts, n, row);
    r->row_of_group[group_number] = (int)r->n - 1;
    return last;
}

static void add_steps(struct rows *r)
{
    struct story_work *w = r->w;
    int last = -1, shown = -1;

    for (int i = 0; i < w->n; i++) {
        struct act *a = &w->acts[i];
        bool begins = a->row >= 0 && (shown < 0 || a->row > w->acts[shown].row);
        if (!begins)
            continue;
        if (last >= 0)
            add_skip(r, last + 1, i);
        int thread = interrupted(w, last, i);
        if (thread >= 0)
            add_switch(r, thread);
        last = add_group(r, i);
        shown = i;
    }
    add_skip(r, last + 1, w->n);
    for (int i = 0; i < w->n; i++) {
        if (w->acts[i].row >= 0)
            w->acts[i].row = r->row_of_group[w->acts[i].row];
    }
}

/* ------------------------------------------------------------- last rows */

static const char *waiting_text(const struct story_work *w,
                                const struct stuck *t)
{
    if (t->holder >= 0 && t->name != NULL && t->holder == t->thread)
        return arena_printf(w->arena, "waits for %s, which it holds itself",
                            t->name);
    if (t->holder >= 0 && t->name != NULL)
        return arena_printf(w->arena, "waits for %s: %s holds it", t->name,
                            story_thread(w, t->holder));
    if (strcmp(t->view->state, "waits for a signal") == 0 && t->name != NULL)
        return arena_printf(w->arena, "waits for a signal on %s for ever",
                            t->name);
    return arena_printf(w->arena, "%s for ever", t->view->state);
}

/* A line said twice in a row is once too often: what the thread did in it goes
 * into the last row. */
static void join_last(struct rows *r)
{
    if (r->n < 2)
        return;
    struct story_row *b = &r->list[r->n - 1], *a = b - 1;
    if (a->kind != STORY_STEP || a->column != b->column || a->line != b->line ||
        b->line == 0)
        return;
    append_note(r, a, b->notes[0]);
    a->kind = b->kind;
    r->n--;
}

/* The sides of a race of which the trace lacks a step: it was stopped before
 * that. */
static bool add_sides(struct rows *r)
{
    struct story_work *w = r->w;

    if (w->f->kind != FINDING_DATA_RACE || w->access >= 0 ||
        w->f->nthreads != 2)
        return false;
    for (int i = 1; i >= 0; i--) {
        const struct thread_view *v = &w->f->threads[i];
        if (v->nframes == 0)
            continue;
        struct story_row *row =
            add_row(r, STORY_FAIL, story_thread_called(w, v->name));
        place_row(r, row, &v->frames[0]);
        add_note(r, row, STORY_WRONG,
                 i == 1 ? "uses the memory of the race" : w->f->message);
        join_last(r);
    }
    return true;
}

static void add_last(struct rows *r)
{
    struct story_work *w = r->w;

    for (size_t i = 0; i < w->nstuck; i++) {
        const struct stuck *t = &w->stuck[i];
        struct story_row *row = add_row(r, STORY_WAIT, t->thread);
        place_row(r, row, t->at);
        add_note(r, row, STORY_WRONG, waiting_text(w, t));
        join_last(r);
    }
    if (add_sides(r) || w->nstuck + w->njoining > 0 || w->access >= 0 ||
        w->thread < 0)
        return;
    const struct frame at = {.function = w->f->function ? w->f->function : "?",
                             .file = w->f->file,
                             .line = w->f->line};
    struct story_row *row = add_row(r, STORY_FAIL, w->thread);
    place_row(r, row, w->f->line > 0 ? &at : NULL);
    add_note(r, row, STORY_WRONG,
             w->f->kind == FINDING_ASSERTION && w->f->line > 0
                 ? "this does not hold"
                 : w->f->message);
    join_last(r);
}

/* ----------------------------------------------------------------- columns */

static void add_columns(struct rows *r)
{
    struct story_work *w = r->w;

    r->columns =
        ARENA_ARRAY(w->arena, struct story_column, w->trace->nthreads + 1);
    for (size_t t = 0; t < w->trace->nthreads; t++) {
        const struct trace_thread *from = &w->trace->threads[t];
        bool used = w->thread == from->id;
        for (int i = 0; i < w->n && !used; i++)
            used = w->acts[i].row >= 0 && w->acts[i].s->thread == from->id;
        for (size_t i = 0; i < w->nstuck && !used; i++)
            used = w->stuck[i].thread == from->id;
        for (size_t i = 0; i < w->f->nthreads && !used; i++)
            used = w->f->kind == FINDING_DATA_RACE &&
                   story_thread_called(w, w->f->threads[i].name) == from->id;
        if (used)
            r->columns[r->ncolumns++] =
                (struct story_column){from->id, from->name, from->function};
    }
}

/* --------------------------------------------------------- spans and edges */

/* The next act of the same thread, or with way -1 the one before; -1: none. */
static int neighbour(const struct story_work *w, int i, int way)
{
    int thread = w->acts[i].s->thread;

    for (i += way; i >= 0 && i < w->n; i += way) {
        if (w->acts[i].s->thread == thread)
            return i;
    }
    return -1;
}

/* A lock that was given back in the same row: a wait without a sleep. */
static bool is_regained(const struct story_work *w, int lock)
{
    const struct act *a = &w->acts[lock];
    int before = neighbour(w, lock, -1);

    return story_is_lock(a) && before >= 0 && a->row >= 0 &&
           story_is_unlock(&w->acts[before]) && w->acts[before].row == a->row &&
           w->acts[before].s->address == a->s->address;
}

/* The act that gives back what a lock act got, for longer than a row; -1: none
 * does. */
static int unlock_of(const struct story_work *w, int lock)
{
    const struct act *a = &w->acts[lock];
    int depth = 1;

    for (int i = lock + 1; i < w->n; i++) {
        const struct act *b = &w->acts[i];
        if (b->s->thread != a->s->thread || b->s->address != a->s->address)
            continue;
        depth += story_is_lock(b) - story_is_unlock(b);
        int next = story_is_unlock(b) ? neighbour(w, i, 1) : -1;
        if (story_is_unlock(b) && depth == 0 &&
            !(next >= 0 && is_regained(w, next)))
            return i;
    }
    return -1;
}

/* The first or the last row of the thread of act `lock` up to act `unlock`. */
static int row_between(const struct rows *r, int lock, int unlock, bool at_end)
{
    const struct story_work *w = r->w;
    int found = -1;

    for (int i = lock; i < w->n && (unlock < 0 || i <= unlock); i++) {
        const struct act *a = &w->acts[i];
        if (a->s->thread == w->acts[lock].s->thread && a->row >= 0 &&
            (found < 0 || at_end))
            found = a->row;
    }
    for (size_t k = 0; k < r->n && found < 0 && unlock < 0; k++) {
        if (r->list[k].first < 0 && r->list[k].kind != STORY_SKIP &&
            r->columns[r->list[k].column].thread == w->acts[lock].s->thread)
            found = (int)k;
    }
    return found;
}

static const char *lock_name(const struct act *a)
{
    return a->name != NULL ? a->name : "a lock";
}

static void add_span(const struct rows *r, struct story *s,
                     struct story_span *spans, int lock)
{
    const struct story_work *w = r->w;
    const struct act *a = &w->acts[lock];
    int unlock = unlock_of(w, lock);
    size_t column = column_of(r, a->s->thread);
    int first = row_between(r, lock, unlock, false);
    int last = row_between(r, lock, unlock, true);

    if (is_regained(w, lock) || first < 0 || (first == last && unlock >= 0) ||
        r->columns[column].thread != a->s->thread || s->nspans == SPANS_MAX)
        return;
    if (a->row < 0)
        append_note(
            r, &r->list[first],
            (struct story_note){
                STORY_PLAIN, arena_printf(w->arena, "holds %s", lock_name(a))});
    spans[s->nspans++] = (struct story_span){
        .column = column,
        .name = lock_name(a),
        .first = (size_t)first,
        .last = unlock >= 0 ? (size_t)last : r->n - 1,
        .before = a->row < 0,
        .open = unlock < 0 || w->acts[unlock].row < 0,
    };
}

static void add_spans(const struct rows *r, struct story *s)
{
    struct story_span *spans =
        ARENA_ARRAY(r->w->arena, struct story_span, SPANS_MAX);

    s->spans = spans;
    for (int i = 0; i < r->w->n; i++) {
        if (story_is_lock(&r->w->acts[i]))
            add_span(r, s, spans, i);
    }
}

static void add_edge(struct story *s, struct story_edge *edges,
                     enum story_edge_kind kind, int from, int to)
{
    if (from < 0 || to < 0 || from == to || s->nedges == EDGES_MAX)
        return;
    for (size_t i = 0; i < s->nedges; i++) {
        if (edges[i].from == (size_t)from && edges[i].to == (size_t)to &&
            edges[i].kind == kind)
            return;
    }
    edges[s->nedges++] = (struct story_edge){kind, (size_t)from, (size_t)to};
}

static void add_edges(const struct story_work *w, struct story *s)
{
    struct story_edge *edges =
        ARENA_ARRAY(w->arena, struct story_edge, EDGES_MAX);

    s->edges = edges;
    for (int i = 0; i < w->n; i++) {
        const struct act *a = &w->acts[i];
        int to = w->acts[i].row;
        bool apart = a->from >= 0 && w->acts[a->from].s->thread != a->s->thread;
        bool memory =
            a->s->object == NULL || strcmp(a->s->object, "atomic") == 0;
        if (to < 0)
            continue;
        if (apart && a->s->reads && memory)
            add_edge(s, edges, STORY_READS, w->acts[a->from].row, to);
        if (apart && a->s->kind == TRACE_LOOK && !memory)
            add_edge(s, edges, STORY_WAKES, w->acts[a->from].row, to);
        if (a->newer >= 0)
            add_edge(s, edges, STORY_MISSES, w->acts[a->newer].row, to);
    }
    if (w->access >= 0 && w->f->kind == FINDING_DATA_RACE)
        add_edge(s, edges, STORY_RACES, w->acts[w->other].row,
                 w->acts[w->access].row);
}

/* --------------------------------------------------------------------- whole
 */

static void make_rows(struct rows *r, struct story *s)
{
    struct story_work *w = r->w;

    add_columns(r);
    r->max = 3 * (size_t)w->n + w->nstuck + 3;
    r->list = ARENA_ARRAY(w->arena, struct story_row, r->max);
    r->row_of_group = ARENA_ARRAY(w->arena, int, (size_t)w->n);
    add_steps(r);
    add_last(r);
    s->columns = r->columns;
    s->ncolumns = r->ncolumns;
    s->rows = r->list;
    s->nrows = r->n;
    s->left_out = r->left_out;
}

const struct story *story_make(struct arena *a, const struct finding *f,
                               const struct story_source *sources, size_t n,
                               bool full)
{
    struct story_work w = {.arena = a,
                           .f = f,
                           .trace = f->trace,
                           .sources = sources,
                           .nsources = n};
    struct story *s = ARENA_NEW(a, struct story);
    struct rows r = {.w = &w};

    if (f->trace == NULL || f->trace->nsteps == 0 || f->trace->nthreads == 0)
        return NULL;
    story_find(&w);
    story_score(&w);
    story_explain(&w, s);
    choose(&w, full);
    make_rows(&r, s);
    if (s->nrows == 0 || s->ncolumns == 0)
        return NULL;
    s->file = w.file;
    add_spans(&r, s);
    add_edges(&w, s);
    story_values(&w, s);
    return s;
}

enum story_tone story_tone(const struct story_row *row)
{
    enum story_tone tone = STORY_PLAIN;

    for (size_t i = 0; i < row->nnotes; i++) {
        if (row->notes[i].tone > tone)
            tone = row->notes[i].tone;
    }
    return tone;
}
