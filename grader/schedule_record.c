/* Reading the explorer's records. The runtime that writes them is ours, but it
 * shares its memory with the learner's program: nothing here is taken on
 * trust. */
#include "grader/schedule_record.h"

#include "src/base/json.h"
#include "src/base/utf8.h"

#include <limits.h>
#include <string.h>

enum {
    STACK_MAX = 64, /* frames of a stack; the runtime writes fewer */
    NEWER_MAX = 64,
};

/* One line being read. What is kept goes to `arena`; the document lies in
 * another, which is freed after each line. */
struct line {
    struct arena *arena;
    struct json json;
    struct schedule_record *out;
    struct err *e;
};

/* ------------------------------------------------------------------- values */

static bool get_number(struct line *l, struct json from, const char *key,
                       long *out)
{
    return json_int(json_get(from, key), INT_MIN, LONG_MAX >> 11, out, l->e);
}

static bool get_int(struct line *l, struct json from, const char *key, int *out)
{
    long n;

    if (!json_int(json_get(from, key), INT_MIN, INT_MAX, &n, l->e))
        return false;
    *out = (int)n;
    return true;
}

/* Each of the following leaves *out alone when there is no such key. */

static bool maybe_int(struct line *l, struct json from, const char *key,
                      int *out)
{
    return !json_exists(json_get(from, key)) || get_int(l, from, key, out);
}

static bool maybe_u64(struct line *l, const char *key, bool *there,
                      uint64_t *out)
{
    struct json v = json_get(l->json, key);

    if (there != NULL)
        *there = json_exists(v);
    return !json_exists(v) || json_u64(v, out, l->e);
}

static bool maybe_bool(struct line *l, const char *key, bool *out)
{
    struct json v = json_get(l->json, key);

    return !json_exists(v) || json_bool(v, out, l->e);
}

static bool get_text(struct line *l, struct json from, const char *key,
                     const char **out)
{
    if (!json_string(json_get(from, key), out, l->e))
        return false;
    *out = arena_strdup(l->arena, *out);
    return true;
}

static bool maybe_text(struct line *l, const char *key, const char **out)
{
    return !json_exists(json_get(l->json, key)) ||
           get_text(l, l->json, key, out);
}

static bool maybe_stack(struct line *l, struct json from,
                        struct stack_record *out)
{
    struct json list = json_get(from, "stack");
    size_t n;

    if (!json_exists(list))
        return true;
    if (!json_array(list, &n, l->e))
        return false;
    out->n = n < STACK_MAX ? n : STACK_MAX;
    out->pcs = ARENA_ARRAY(l->arena, uint64_t, out->n);
    for (size_t i = 0; i < out->n; i++) {
        if (!json_u64(json_at(list, i), &out->pcs[i], l->e))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ records */

static bool read_scenario(struct line *l)
{
    struct scenario_record *r = &l->out->scenarios[l->out->nscenarios++];

    return get_text(l, l->json, "id", &r->id) &&
           get_text(l, l->json, "what", &r->what);
}

static bool read_thread(struct line *l)
{
    struct thread_record *r = &l->out->threads[l->out->nthreads++];

    return get_int(l, l->json, "id", &r->id) &&
           get_int(l, l->json, "parent", &r->parent) &&
           json_u64(json_get(l->json, "start"), &r->start, l->e);
}

static bool read_step_kind(struct line *l, enum trace_kind *out)
{
    struct json v = json_get(l->json, "kind");
    const char *name;

    return json_string(v, &name, l->e) &&
           (trace_kind_parse(name, out) ||
            json_error(v, l->e, "no step is called %s", name));
}

static bool read_newer(struct line *l, struct trace_step *s)
{
    struct json list = json_get(l->json, "newer");
    size_t n;
    long number;

    if (!json_exists(list))
        return true;
    if (!json_array(list, &n, l->e))
        return false;
    n = n < NEWER_MAX ? n : NEWER_MAX;
    int *newer = ARENA_ARRAY(l->arena, int, n);
    for (size_t i = 0; i < n; i++) {
        if (!json_int(json_at(list, i), INT_MIN, INT_MAX, &number, l->e))
            return false;
        newer[i] = (int)number;
    }
    s->newer = newer;
    s->nnewer = n;
    return true;
}

/* All but its number. */
static bool read_act(struct line *l, struct step_record *r)
{
    struct trace_step *s = &r->step;
    int size = 0;

    *s = (struct trace_step){.number = -1, .from = -1, .child = -1};
    if (!get_int(l, l->json, "thread", &s->thread) ||
        !read_step_kind(l, &s->kind) || !maybe_text(l, "name", &s->name) ||
        !maybe_text(l, "order", &s->order) ||
        !maybe_text(l, "object", &s->object) ||
        !maybe_u64(l, "address", NULL, &s->address) ||
        !maybe_int(l, l->json, "size", &size) ||
        !maybe_u64(l, "read", &s->reads, &s->read) ||
        !maybe_u64(l, "wrote", &s->writes, &s->wrote) ||
        !maybe_int(l, l->json, "from", &s->from) || !read_newer(l, s) ||
        !maybe_int(l, l->json, "choice", &s->choice) ||
        !maybe_int(l, l->json, "child", &s->child) ||
        !maybe_bool(l, "preempts", &s->preempts))
        return false;
    s->size = size > 0 ? (unsigned)size : 0;
    if (s->name == NULL)
        s->name = trace_kind_name(s->kind);
    return maybe_stack(l, l->json, &r->stack);
}

static bool read_step(struct line *l)
{
    struct step_record *r = &l->out->steps[l->out->nsteps++];

    return read_act(l, r) && get_int(l, l->json, "n", &r->step.number);
}

static bool read_option(struct line *l)
{
    struct option_record *r = &l->out->options[l->out->noptions++];

    return read_act(l, &r->does) && get_text(l, l->json, "token", &r->token) &&
           maybe_int(l, l->json, "cost", &r->cost);
}

static bool read_blocked(struct line *l)
{
    struct waiting_record *r = &l->out->blocked[l->out->nblocked++];

    return get_int(l, l->json, "thread", &r->thread) &&
           get_text(l, l->json, "text", &r->text) &&
           maybe_stack(l, l->json, &r->stack);
}

static bool read_so_far(struct line *l)
{
    return get_text(l, l->json, "schedule", &l->out->so_far);
}

static bool read_waiting(struct line *l, struct finding_record *f)
{
    struct json list = json_get(l->json, "waiting");

    if (!json_exists(list))
        return true;
    if (!json_array(list, &f->nwaiting, l->e))
        return false;
    f->waiting = ARENA_ARRAY(l->arena, struct waiting_record, f->nwaiting);
    for (size_t i = 0; i < f->nwaiting; i++) {
        struct json one = json_at(list, i);
        if (!get_int(l, one, "thread", &f->waiting[i].thread) ||
            !get_text(l, one, "text", &f->waiting[i].text) ||
            !maybe_stack(l, one, &f->waiting[i].stack))
            return false;
    }
    return true;
}

static bool read_finding(struct line *l)
{
    struct finding_record *f = &l->out->finding;
    struct json other = json_get(l->json, "other");

    l->out->found = true;
    *f = (struct finding_record){.thread = -1, .other = -1, .other_step = -1};
    if (!get_text(l, l->json, "kind", &f->kind) ||
        !get_text(l, l->json, "text", &f->text) ||
        !maybe_int(l, l->json, "thread", &f->thread) ||
        !maybe_stack(l, l->json, &f->stack) ||
        !maybe_u64(l, "address", NULL, &f->address) || !read_waiting(l, f))
        return false;
    return !json_exists(other) ||
           (get_int(l, other, "thread", &f->other) &&
            maybe_int(l, other, "step", &f->other_step) &&
            maybe_stack(l, other, &f->other_stack));
}

static bool read_result(struct line *l)
{
    struct result_record *r = &l->out->result;
    struct json outcome = json_get(l->json, "outcome");
    const char *name;

    l->out->ended = true;
    if (!json_string(outcome, &name, l->e))
        return false;
    if (strcmp(name, "passed") == 0)
        r->outcome = OUTCOME_PASSED;
    else if (strcmp(name, "failed") == 0)
        r->outcome = OUTCOME_FAILED;
    else if (strcmp(name, "unsure") == 0)
        r->outcome = OUTCOME_UNSURE;
    else
        return json_error(outcome, l->e, "no outcome is called %s", name);
    return get_number(l, l->json, "executions", &r->executions) &&
           get_number(l, l->json, "samples", &r->samples) &&
           json_bool(json_get(l->json, "proved"), &r->proved, l->e) &&
           get_int(l, l->json, "bound", &r->bound) &&
           maybe_text(l, "why", &r->why) &&
           maybe_text(l, "schedule", &r->schedule);
}

/* Back to bytes: each was sent as the character with its number. */
static const char *bytes_of(struct arena *a, const char *text)
{
    size_t len = strlen(text), n = 0;
    char *out = arena_alloc(a, len + 1);
    uint32_t c;

    for (size_t i = 0; i < len; n++) {
        i += utf8_decode(text + i, len - i, &c);
        out[n] = c > 0 && c <= UCHAR_MAX ? (char)c : '?';
    }
    out[n] = '\0';
    return out;
}

static bool maybe_number(struct line *l, const char *key, long *out)
{
    return !json_exists(json_get(l->json, key)) ||
           get_number(l, l->json, key, out);
}

static bool read_outcome(struct line *l)
{
    static const char *const hows[] = {[FINAL_ENDS] = "ends",
                                       [FINAL_STOPS] = "stops",
                                       [FINAL_HANGS] = "hangs",
                                       [FINAL_UNDEFINED] = "undefined"};
    struct outcome_record *o = &l->out->outcomes[l->out->noutcomes++];
    struct json v = json_get(l->json, "how");
    const char *how;
    size_t i = 0;

    *o = (struct outcome_record){0};
    if (!json_string(v, &how, l->e))
        return false;
    while (i < sizeof hows / sizeof *hows && strcmp(hows[i], how) != 0)
        i++;
    if (i == sizeof hows / sizeof *hows)
        return json_error(v, l->e, "no program ends like %s", how);
    o->how = (enum final_how)i;
    if (!get_text(l, l->json, "text", &o->text) ||
        !maybe_number(l, "executions", &o->executions) ||
        !maybe_number(l, "count", &o->count) ||
        !maybe_text(l, "schedule", &o->schedule))
        return false;
    o->text = bytes_of(l->arena, o->text);
    return true;
}

static bool read_tally(struct line *l)
{
    struct tally_record *t = &l->out->tally;

    l->out->ended = true;
    return get_number(l, l->json, "runs", &t->runs) &&
           get_number(l, l->json, "uncounted", &t->uncounted) &&
           get_int(l, l->json, "processors", &t->processors) &&
           json_bool(json_get(l->json, "pinned"), &t->pinned, l->e) &&
           json_bool(json_get(l->json, "stuck"), &t->stuck, l->e);
}

static bool read_progress(struct line *l)
{
    (void)l; /* of interest while it runs */
    return true;
}

static bool read_line(struct line *l)
{
    static const struct {
        const char *type;
        bool (*read)(struct line *l);
    } types[] = {
        {"step", read_step},         {"thread", read_thread},
        {"progress", read_progress}, {"scenario", read_scenario},
        {"finding", read_finding},   {"result", read_result},
        {"option", read_option},     {"blocked", read_blocked},
        {"so-far", read_so_far},     {"outcome", read_outcome},
        {"tally", read_tally},
    };
    struct json v = json_get(l->json, "type");
    const char *type;

    if (!json_string(v, &type, l->e))
        return false;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i].type, type) == 0)
            return types[i].read(l);
    }
    return json_error(v, l->e, "no record is called %s", type);
}

bool schedule_record_parse(struct arena *a, const struct text *text,
                           struct schedule_record *out, struct err *e)
{
    const char *at = text->data, *end = at + text->len, *stop;
    size_t lines = 0;
    bool ok = true;

    *out = (struct schedule_record){0};
    for (size_t i = 0; i < text->len; i++)
        lines += at[i] == '\n';
    out->scenarios = ARENA_ARRAY(a, struct scenario_record, lines);
    out->threads = ARENA_ARRAY(a, struct thread_record, lines);
    out->steps = ARENA_ARRAY(a, struct step_record, lines);
    out->outcomes = ARENA_ARRAY(a, struct outcome_record, lines);
    out->options = ARENA_ARRAY(a, struct option_record, lines);
    out->blocked = ARENA_ARRAY(a, struct waiting_record, lines);
    for (; ok && at < end && (stop = memchr(at, '\n', (size_t)(end - at)));
         at = stop + 1) {
        struct arena *scratch = arena_new();
        struct line l = {.arena = a, .out = out, .e = e};
        ok = json_parse(scratch, "the explorer's report", at,
                        (size_t)(stop - at), &l.json, e) &&
             read_line(&l);
        arena_free(scratch);
    }
    return ok;
}
