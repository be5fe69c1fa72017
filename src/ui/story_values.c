/* What the variables of a story hold when each of its rows has happened, and
 * what each thread knows of that.
 *
 * V1. Acts stand in the order in which they are told: the state at a row is
 *     that after all acts up to the row's last one.
 * V2. A later store is not always a newer one: which of two stores is newer is
 *     told by a load that reads one of them when it could know of both. */
#include "src/ui/story_parts.h"

#include <string.h>

enum {
    VARIABLES_MAX = 12, /* more are too many to look at */
    NONE = -1,          /* no act */
};

/* One variable, while the acts go by. */
struct watched {
    uint64_t address;
    const char *name;
    const char *now;   /* NULL: not known */
    int newest;        /* act that stored it; or NONE */
    const char **seen; /* by each column; NULL: nothing yet */
    int *source;       /* act that stored what it saw; or NONE */
    struct story_value *at;
};

struct watch_list {
    const struct story_work *w;
    const struct story *s;
    struct watched list[VARIABLES_MAX];
    size_t n;
};

static struct watched *find(struct watch_list *l, const struct act *a)
{
    for (size_t i = 0; i < l->n; i++) {
        if (l->list[i].address == a->s->address && story_is_memory(a))
            return &l->list[i];
    }
    return NULL;
}

static bool name_is_taken(const struct watch_list *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++) {
        if (strcmp(l->list[i].name, name) == 0)
            return true;
    }
    return false;
}

static const char *distinct_name(const struct watch_list *l, const char *name)
{
    const char *distinct = name;

    for (int i = 2; name_is_taken(l, distinct); i++)
        distinct = arena_printf(l->w->arena, "%s (%d)", name, i);
    return distinct;
}

static void add_watched(struct watch_list *l, const struct act *a)
{
    struct arena *arena = l->w->arena;
    struct watched *v = &l->list[l->n];

    *v = (struct watched){
        .address = a->s->address,
        .name = distinct_name(l, a->name),
        .newest = NONE,
        .seen = ARENA_ARRAY(arena, const char *, l->s->ncolumns),
        .source = ARENA_ARRAY(arena, int, l->s->ncolumns),
        .at = ARENA_ARRAY(arena, struct story_value, l->s->nrows),
    };
    for (size_t c = 0; c < l->s->ncolumns; c++)
        v->source[c] = NONE;
    l->n++;
}

/* The value before the first store is known if somebody reads it. */
static const char *first_value(const struct watch_list *l,
                               const struct watched *v)
{
    bool stored = false;

    for (int i = 0; i < l->w->n; i++) {
        const struct act *a = &l->w->acts[i];
        if (a->s->address != v->address || !story_is_memory(a))
            continue;
        bool plain = a->s->kind == TRACE_PLAIN_READ;
        if (a->s->reads && (plain ? !stored : a->s->from < 0))
            return story_value(l->w, a, a->s->read);
        stored = stored || a->s->writes;
    }
    return NULL;
}

/* Variables that a row shows, in the order in which they come up. */
static void choose(struct watch_list *l)
{
    for (int i = 0; i < l->w->n && l->n < VARIABLES_MAX; i++) {
        const struct act *a = &l->w->acts[i];
        if (a->row >= 0 && a->name != NULL && story_is_memory(a) &&
            (a->s->reads || a->s->writes) && find(l, a) == NULL)
            add_watched(l, a);
    }
    for (size_t i = 0; i < l->n; i++)
        l->list[i].now = first_value(l, &l->list[i]);
}

static bool is_missed(const struct trace_step *read, int store)
{
    for (size_t i = 0; i < read->nnewer; i++) {
        if (read->newer[i] == store)
            return true;
    }
    return false;
}

/* Whether act `a` is known to store a newer value than act `b` (V2). */
static bool is_newer(const struct story_work *w, int a, int b)
{
    const struct trace_step *x = w->acts[a].s, *y = w->acts[b].s;

    for (int i = 0; i < w->n; i++) {
        const struct trace_step *r = w->acts[i].s;
        if (r->address != x->address || !r->reads)
            continue;
        if (r->from == y->number && is_missed(r, x->number))
            return true;
        if (r->from == x->number && r->number > y->number &&
            !is_missed(r, y->number))
            return true;
    }
    return false;
}

static size_t column_of(const struct story *s, int thread)
{
    size_t c = 0;

    while (c < s->ncolumns && s->columns[c].thread != thread)
        c++;
    return c;
}

static void note_act(struct watch_list *l, int i)
{
    const struct act *a = &l->w->acts[i];
    struct watched *v = find(l, a);
    size_t c = column_of(l->s, a->s->thread);

    if (v == NULL || !(a->s->reads || a->s->writes))
        return;
    const char *text =
        story_value(l->w, a, a->s->writes ? a->s->wrote : a->s->read);
    bool plain = a->s->kind == TRACE_PLAIN_READ;
    int source = a->s->writes ? i : plain ? v->newest : a->from;
    if (a->s->writes && (v->newest == NONE || !is_newer(l->w, v->newest, i))) {
        v->newest = i;
        v->now = text;
    }
    if (c < l->s->ncolumns) {
        v->seen[c] = text;
        v->source[c] = source;
    }
}

static void take_picture(struct watch_list *l, size_t row)
{
    size_t n = l->s->ncolumns;

    for (size_t i = 0; i < l->n; i++) {
        const struct watched *v = &l->list[i];
        const char **seen = ARENA_ARRAY(l->w->arena, const char *, n);
        bool *old = ARENA_ARRAY(l->w->arena, bool, n);
        for (size_t c = 0; c < n; c++) {
            seen[c] = v->seen[c];
            old[c] = v->seen[c] != NULL && v->source[c] != v->newest;
        }
        v->at[row] = (struct story_value){
            .now = v->now,
            .row = v->newest == NONE ? -1 : l->w->acts[v->newest].row,
            .seen = seen,
            .old = old,
        };
    }
}

/* How many acts have happened when the row has, if `before` had (V1). */
static int acts_until(const struct watch_list *l, size_t row, int before)
{
    const struct story_row *r = &l->s->rows[row];
    int end = before;

    if (r->first < 0)
        return r->kind == STORY_WAIT || r->kind == STORY_FAIL ? l->w->n
                                                              : before;
    for (int i = before; i < l->w->n; i++) {
        if (l->w->acts[i].row == (int)row)
            end = i + 1;
    }
    return end;
}

void story_values(const struct story_work *w, struct story *s)
{
    struct watch_list l = {.w = w, .s = s};
    int done = 0;

    choose(&l);
    for (size_t row = 0; row < s->nrows; row++) {
        int until = acts_until(&l, row, done);
        for (; done < until; done++)
            note_act(&l, done);
        take_picture(&l, row);
    }
    struct story_variable *out =
        ARENA_ARRAY(w->arena, struct story_variable, l.n);
    for (size_t i = 0; i < l.n; i++)
        out[i] = (struct story_variable){l.list[i].name, l.list[i].at};
    s->variables = out;
    s->nvariables = l.n;
}
