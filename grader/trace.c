/* Names for what an explorer reports.
 *
 * T1. A stack holds return addresses: the call is one byte earlier. Where a
 *     function begins, and where a variable lies, is looked up as it is.
 * T2. Frames outside the program's own files, of the runtime and the C library,
 *     are left out. */
#include "grader/trace.h"

#include "grader/report.h"
#include "grader/symbols.h"

#include <stdlib.h>
#include <string.h>

/* All addresses, sorted, with what stands there. */
struct table {
    struct arena *arena;
    const struct schedule_record *r;
    const struct trace_program *p;
    uint64_t *addresses;
    struct symbol *symbols; /* NULL: they cannot be read */
    size_t n;
};

/* ---------------------------------------------------------------- the table */

static void add_stack(struct table *t, const struct stack_record *s)
{
    for (size_t i = 0; i < s->n; i++)
        t->addresses[t->n++] = s->pcs[i] - 1; /* T1 */
}

static size_t count_addresses(const struct schedule_record *r)
{
    size_t n = r->nthreads + r->finding.stack.n + r->finding.other_stack.n;

    for (size_t i = 0; i < r->nsteps; i++)
        n += r->steps[i].stack.n + 1;
    for (size_t i = 0; i < r->finding.nwaiting; i++)
        n += r->finding.waiting[i].stack.n;
    for (size_t i = 0; i < r->noptions; i++)
        n += r->options[i].does.stack.n + 1;
    for (size_t i = 0; i < r->nblocked; i++)
        n += r->blocked[i].stack.n;
    return n;
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static void drop_doubles(struct table *t)
{
    size_t n = 0;

    qsort(t->addresses, t->n, sizeof *t->addresses, compare);
    for (size_t i = 0; i < t->n; i++) {
        if (n == 0 || t->addresses[i] != t->addresses[n - 1])
            t->addresses[n++] = t->addresses[i];
    }
    t->n = n;
}

static struct table make_table(struct arena *a, const struct schedule_record *r,
                               const struct trace_program *p)
{
    struct table t = {.arena = a, .r = r, .p = p};
    struct err ignored;

    t.addresses = ARENA_ARRAY(a, uint64_t, count_addresses(r));
    for (size_t i = 0; i < r->nthreads; i++)
        t.addresses[t.n++] = r->threads[i].start;
    for (size_t i = 0; i < r->nsteps; i++) {
        add_stack(&t, &r->steps[i].stack);
        t.addresses[t.n++] = r->steps[i].step.address;
    }
    add_stack(&t, &r->finding.stack);
    add_stack(&t, &r->finding.other_stack);
    for (size_t i = 0; i < r->finding.nwaiting; i++)
        add_stack(&t, &r->finding.waiting[i].stack);
    for (size_t i = 0; i < r->noptions; i++) {
        add_stack(&t, &r->options[i].does.stack);
        t.addresses[t.n++] = r->options[i].does.step.address;
    }
    for (size_t i = 0; i < r->nblocked; i++)
        add_stack(&t, &r->blocked[i].stack);
    drop_doubles(&t);
    t.symbols = ARENA_ARRAY(a, struct symbol, t.n);
    if (!symbols_resolve(a, p->elf, NULL, t.addresses, t.n, 0, t.symbols,
                         &ignored))
        t.symbols = NULL;
    return t;
}

static const struct symbol *look_up(const struct table *t, uint64_t address)
{
    const uint64_t *at =
        bsearch(&address, t->addresses, t->n, sizeof *t->addresses, compare);

    return at == NULL || t->symbols == NULL ? NULL
                                            : &t->symbols[at - t->addresses];
}

/* -------------------------------------------------------------------- names */

static bool is_files(const struct trace_program *p, const char *file)
{
    for (size_t i = 0; i < p->nfiles && file != NULL; i++) {
        if (strcmp(p->files[i], file) == 0)
            return true;
    }
    return false;
}

static struct thread_view frames_of(const struct table *t,
                                    const struct stack_record *s)
{
    struct thread_view v = {.nframes = 0};
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++) {
        const struct symbol *at = look_up(t, s->pcs[i] - 1);
        n += at != NULL ? at->nframes : 0;
    }
    struct frame *frames = ARENA_ARRAY(t->arena, struct frame, n);
    for (size_t i = 0; i < s->n; i++) {
        const struct symbol *at = look_up(t, s->pcs[i] - 1);
        for (size_t k = 0; at != NULL && k < at->nframes; k++) {
            struct frame *f = &frames[v.nframes];
            *f = at->frames[k];
            f->own = t->p->own == NULL ||
                     (f->file != NULL && strcmp(f->file, t->p->own) == 0);
            v.nframes += is_files(t->p, f->file); /* T2 */
        }
    }
    v.frames = frames;
    return v;
}

static const char *variable_at(const struct table *t, uint64_t address)
{
    const struct symbol *at = address == 0 ? NULL : look_up(t, address);

    if (at == NULL || at->object == NULL)
        return NULL;
    if (at->object_offset == 0)
        return at->object;
    return arena_printf(t->arena, "%s + %llu", at->object,
                        (unsigned long long)at->object_offset);
}

static struct trace_step step_of(const struct table *t,
                                 const struct step_record *r)
{
    struct thread_view v = frames_of(t, &r->stack);
    struct trace_step s = r->step;

    s.variable = variable_at(t, s.address);
    s.frames = v.frames;
    s.nframes = v.nframes;
    return s;
}

static const struct trace *make_trace(const struct table *t)
{
    const struct schedule_record *r = t->r;
    struct trace *trace = ARENA_NEW(t->arena, struct trace);
    struct trace_thread *threads =
        ARENA_ARRAY(t->arena, struct trace_thread, r->nthreads);
    struct trace_step *steps =
        ARENA_ARRAY(t->arena, struct trace_step, r->nsteps);

    for (size_t i = 0; i < r->nthreads; i++) {
        const struct thread_record *from = &r->threads[i];
        const struct symbol *at = look_up(t, from->start);
        bool known =
            at != NULL && at->nframes > 0 && is_files(t->p, at->frames[0].file);
        threads[i] = (struct trace_thread){
            .id = from->id,
            .parent = from->parent,
            .name = report_thread(t->arena, from->id),
            .function = known ? at->frames[0].function : NULL};
    }
    for (size_t i = 0; i < r->nsteps; i++)
        steps[i] = step_of(t, &r->steps[i]);
    *trace = (struct trace){threads, r->nthreads, steps, r->nsteps};
    return trace;
}

/* ------------------------------------------------------------------ findings
 */

static enum finding_kind kind_of(const char *word)
{
    static const struct {
        const char *word;
        enum finding_kind kind;
    } kinds[] = {
        {"assertion", FINDING_ASSERTION},   {"data-race", FINDING_DATA_RACE},
        {"deadlock", FINDING_DEADLOCK},     {"lost-wakeup", FINDING_DEADLOCK},
        {"livelock", FINDING_LIVELOCK},     {"use-after-free", FINDING_MEMORY},
        {"double-free", FINDING_MEMORY},    {"overflow", FINDING_MEMORY},
        {"stack-overflow", FINDING_MEMORY}, {"leak", FINDING_LEAK},
        {"unjoined", FINDING_LEAK},         {"crash", FINDING_CRASH},
        {"misuse", FINDING_MISUSE},         {"sleeps", FINDING_FORBIDDEN},
        {"history", FINDING_TEST},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].word, word) == 0)
            return kinds[i].kind;
    }
    return FINDING_CRASH;
}

/* "writes total", or "" for a step that touches no memory. */
static const char *access_text(struct arena *a, const struct trace_step *s)
{
    bool update = s->reads && s->writes;
    const char *verb = update ? "updates" : s->writes ? "writes" : "reads";

    if (!s->reads && !s->writes)
        return "was here";
    if (s->variable != NULL)
        return arena_printf(a, "%s %s", verb, s->variable);
    if (s->size == 0)
        return "was here";
    return arena_printf(a, "%s %u byte%s", verb, s->size,
                        s->size == 1 ? "" : "s");
}

/* The last step of a thread at an address, or the one of that number. */
static const char *access_of(const struct table *t, const struct trace *trace,
                             int thread, int number)
{
    for (size_t i = trace->nsteps; i > 0; i--) {
        const struct trace_step *s = &trace->steps[i - 1];
        bool meant = number >= 0
                         ? s->number == number
                         : s->thread == thread &&
                               s->address <= t->r->finding.address &&
                               t->r->finding.address < s->address + s->size;
        if (meant)
            return access_text(t->arena, s);
    }
    return "was here";
}

static struct thread_view view(const struct table *t, int thread,
                               const char *state, const struct stack_record *s)
{
    struct thread_view v = frames_of(t, s);

    v.name = report_thread(t->arena, thread);
    v.state = state;
    return v;
}

static void add_threads(const struct table *t, struct finding *f)
{
    const struct finding_record *r = &t->r->finding;
    struct thread_view *views =
        ARENA_ARRAY(t->arena, struct thread_view, r->nwaiting + 2);
    size_t n = 0;

    f->threads = views;
    for (size_t i = 0; i < r->nwaiting; i++) {
        const struct waiting_record *w = &r->waiting[i];
        views[n++] = view(t, w->thread, w->text, &w->stack);
    }
    if (r->nwaiting == 0 && r->thread >= 0 && r->stack.n > 0) {
        const char *state =
            r->other >= 0 ? access_of(t, f->trace, r->thread, -1) : "was here";
        views[n++] = view(t, r->thread, state, &r->stack);
    }
    if (r->other >= 0 && r->other != r->thread)
        views[n++] =
            view(t, r->other, access_of(t, f->trace, r->other, r->other_step),
                 &r->other_stack);
    f->nthreads = n;
}

/* Who only waits for the end of another thread is not where it went wrong. */
static bool is_joining(const struct thread_view *v)
{
    return strncmp(v->state, "waits for the end of", 20) == 0;
}

/* At the innermost line of the judged file; else `detail` says where in the
 * scenario it was. */
static void place(struct arena *a, struct finding *f)
{
    for (int joining = 0; joining < 2; joining++) {
        for (size_t i = 0; i < f->nthreads; i++) {
            if (is_joining(&f->threads[i]) == joining &&
                report_place(&f->threads[i], f))
                return;
        }
    }
    if (f->nthreads > 0 && f->threads[0].nframes > 0)
        f->detail = arena_printf(a, "%s:%d", f->threads[0].frames[0].file,
                                 f->threads[0].frames[0].line);
}

struct finding trace_finding(struct arena *a, const struct schedule_record *r,
                             const struct trace_program *p)
{
    struct table t = make_table(a, r, p);
    struct finding f = {
        .kind = kind_of(r->finding.kind),
        .stage = STAGE_SCHEDULES,
        .message = r->finding.text,
        .schedule = r->result.schedule,
        .trace = make_trace(&t),
    };

    add_threads(&t, &f);
    place(a, &f);
    /* What one thread did alone is said by the place. */
    if (f.nthreads == 1 && f.threads[0].nframes < 2 && r->finding.nwaiting == 0)
        f.nthreads = 0;
    return f;
}

/* -------------------------------------------------------------- what is next
 */

void trace_state(struct arena *a, const struct schedule_record *r,
                 const struct trace_program *p, struct replay_state *out)
{
    struct table t = make_table(a, r, p);
    struct replay_option *options =
        ARENA_ARRAY(a, struct replay_option, r->noptions);
    struct thread_view *blocked =
        ARENA_ARRAY(a, struct thread_view, r->nblocked);

    for (size_t i = 0; i < r->noptions; i++)
        options[i] =
            (struct replay_option){step_of(&t, &r->options[i].does),
                                   r->options[i].token, r->options[i].cost};
    for (size_t i = 0; i < r->nblocked; i++)
        blocked[i] = view(&t, r->blocked[i].thread, r->blocked[i].text,
                          &r->blocked[i].stack);
    out->trace = make_trace(&t);
    out->options = options;
    out->noptions = r->noptions;
    out->blocked = blocked;
    out->nblocked = r->nblocked;
}
