/* What the explored program tells the grader. */
#include "grader/explore/report.h"

#include "grader/explore/judge.h"
#include "grader/explore/moves.h"
#include "grader/explore/trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    BUFFER = 1 << 16,
    STEPS_SHOWN = 1500, /* the grader takes 1 MB of records */
};

static char buffer[BUFFER];
static size_t used;
static bool first; /* in the object that is being written */

static void flush(void)
{
    size_t done = 0;

    while (done < used) {
        ssize_t k = write(REPORT_FD, buffer + done, used - done);
        if (k <= 0)
            break;
        done += (size_t)k;
    }
    used = 0;
}

static void put(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void put(const char *format, ...)
{
    va_list ap;

    if (used > BUFFER - 2048)
        flush();
    va_start(ap, format);
    used += (size_t)vsnprintf(buffer + used, 2048, format, ap);
    va_end(ap);
}

static void put_key(const char *key)
{
    put("%s\"%s\":", first ? "" : ",", key);
    first = false;
}

static void put_text(const char *key, const char *text)
{
    put_key(key);
    put("\"");
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            put("\\%c", c);
        else if (c < ' ')
            put("\\u%04x", c);
        else
            put("%c", c);
    }
    put("\"");
}

static void put_number(const char *key, long long value)
{
    put_key(key);
    put("%lld", value);
}

static void put_unsigned(const char *key, uint64_t value)
{
    put_key(key);
    put("%llu", (unsigned long long)value);
}

static void put_bool(const char *key, bool value)
{
    put_key(key);
    put(value ? "true" : "false");
}

static void put_stack(const uintptr_t *stack, int n)
{
    put_key("stack");
    put("[");
    for (int i = 0; i < n; i++)
        put("%s%llu", i ? "," : "", (unsigned long long)stack[i]);
    put("]");
}

static void begin(const char *type)
{
    first = true;
    put("{");
    put_text("type", type);
}

static void finish(void)
{
    put("}\n");
}

/* Without a reader (started by hand), the report goes to stdout. */
void report_open(void)
{
    if (write(REPORT_FD, "", 0) != 0)
        dup2(STDOUT_FILENO, REPORT_FD);
}

void report_scenario(const char *id, const char *what)
{
    begin("scenario");
    put_text("id", id);
    put_text("what", what);
    finish();
    flush();
}

void report_progress(const char *phase, long executions)
{
    begin("progress");
    put_text("phase", phase);
    put_number("executions", executions);
    finish();
    flush();
}

/* -------------------------------------------------------------------- trace */

static const char *const kinds[] = {
    [EVENT_BEGIN] = "begin", [EVENT_END] = "end",     [EVENT_CREATE] = "create",
    [EVENT_JOIN] = "join",   [EVENT_FENCE] = "fence", [EVENT_CHOICE] = "choice",
    [EVENT_READ] = "read",   [EVENT_WRITE] = "write", [EVENT_UPDATE] = "update",
    [EVENT_WAIT] = "look",
};

static const char *const orders[] = {
    [RELAXED] = "relaxed", [ACQUIRE] = "acquire", [RELEASE] = "release",
    [ACQ_REL] = "acq_rel", [SEQ_CST] = "seq_cst",
};

static const char *const objects[] = {
    [PLACE_ATOMIC] = "atomic",       [PLACE_MUTEX] = "mutex",
    [PLACE_COND] = "cond",           [PLACE_RWLOCK] = "rwlock",
    [PLACE_SPINLOCK] = "spinlock",   [PLACE_SEMAPHORE] = "semaphore",
    [PLACE_BARRIER] = "barrier",     [PLACE_ONCE] = "once",
    [PLACE_ELSEWHERE] = "elsewhere",
};

static const char *kind_of(const struct trace_step *s)
{
    if (s->plain)
        return s->write ? "plain-write" : "plain-read";
    if (s->kind == EVENT_UPDATE && !s->writes)
        return "look";
    return kinds[s->kind];
}

static void put_event(const struct trace_step *s)
{
    if (s->plain)
        return;
    if (s->reads || s->writes || s->kind == EVENT_FENCE)
        put_text("order", orders[s->order]);
    if (s->has_place)
        put_text("object", objects[s->place]);
    if (s->kind == EVENT_CHOICE || s->choice)
        put_unsigned("choice", s->choice);
    if (s->kind == EVENT_CREATE)
        put_number("child", s->child);
    if (s->reads) {
        put_number("from", s->from);
        put_key("newer");
        put("[");
        for (int i = 0; i < s->nnewer; i++)
            put("%s%d", i ? "," : "", s->newer[i]);
        put("]");
    }
    if (s->preempts)
        put_bool("preempts", true);
}

static void put_step(const struct trace_step *s, int n)
{
    begin("step");
    put_number("n", n);
    put_number("thread", s->thread);
    put_text("kind", kind_of(s));
    if (s->name)
        put_text("name", s->name);
    if (s->address) {
        put_unsigned("address", s->address);
        put_unsigned("size", s->size);
    }
    if (s->reads)
        put_unsigned("read", s->read);
    if (s->writes)
        put_unsigned("wrote", s->wrote);
    put_event(s);
    put_stack(s->stack, s->nstack);
    finish();
}

/* A plain access is worth showing if another thread touches the same bytes. */
static bool is_shown(const struct trace_step *steps, int n, int i)
{
    const struct trace_step *s = &steps[i];

    if (!s->plain)
        return true;
    for (int k = 0; k < n; k++) {
        const struct trace_step *o = &steps[k];
        if (o->thread != s->thread && o->address < s->address + s->size &&
            s->address < o->address + (o->size ? o->size : 1))
            return true;
    }
    return false;
}

void report_trace(void)
{
    int n, count = 0;
    const struct trace_step *steps = trace_steps(&n);

    for (int i = 0; i < engine.nthreads; i++) {
        const struct thread *t = &engine.threads[i];
        if (t->status == THREAD_NONE)
            continue;
        begin("thread");
        put_number("id", t->id);
        put_unsigned("start", (uint64_t)(uintptr_t)t->start);
        put_number("parent", t->created ? t->created->thread : -1);
        finish();
    }
    for (int i = 0; i < n; i++)
        count += is_shown(steps, n, i);
    for (int i = 0; i < n; i++) {
        if (is_shown(steps, n, i) && count-- <= STEPS_SHOWN)
            put_step(&steps[i], i); /* the end is where it goes wrong */
    }
    flush();
}

/* ------------------------------------------------------------------ findings
 */

static const char *const finding_kinds[FINDING_KIND_COUNT] = {
    [FINDING_ASSERTION] = "assertion",
    [FINDING_DATA_RACE] = "data-race",
    [FINDING_DEADLOCK] = "deadlock",
    [FINDING_LOST_WAKEUP] = "lost-wakeup",
    [FINDING_LIVELOCK] = "livelock",
    [FINDING_USE_AFTER_FREE] = "use-after-free",
    [FINDING_DOUBLE_FREE] = "double-free",
    [FINDING_OVERFLOW] = "overflow",
    [FINDING_LEAK] = "leak",
    [FINDING_CRASH] = "crash",
    [FINDING_STACK_OVERFLOW] = "stack-overflow",
    [FINDING_MISUSE] = "misuse",
    [FINDING_UNJOINED] = "unjoined",
    [FINDING_SLEEPS] = "sleeps",
    [FINDING_HISTORY] = "history",
    [FINDING_UNSUPPORTED] = "unsupported",
};

static void put_other(const struct finding *f)
{
    int n, step = trace_find(f->other, f->other_time, f->address);
    const struct trace_step *steps = trace_steps(&n);

    put_key("other");
    first = true;
    put("{");
    put_number("thread", f->other);
    put_number("step", step);
    if (step >= 0)
        put_stack(steps[step].stack, steps[step].nstack);
    put("}");
    first = false;
}

static void put_waiting(void)
{
    bool more = false;

    put_key("waiting");
    put("[");
    for (int i = 0; i < engine.nthreads; i++) {
        const struct thread *t = &engine.threads[i];
        uintptr_t stack[TRACE_FRAMES];
        char text[FINDING_TEXT] = "";
        if (t->status != THREAD_LIVE)
            continue;
        judge_wait(t, text);
        put(more ? "," : "");
        more = first = true;
        put("{");
        put_number("thread", t->id);
        put_text("text", text);
        put_stack(stack,
                  t->op->pc ? trace_stack(t->op->pc, t->op->frame, stack) : 0);
        put("}");
    }
    put("]");
    first = false;
}

void report_finding(const struct finding *f)
{
    uintptr_t stack[TRACE_FRAMES];

    begin("finding");
    put_text("kind", finding_kinds[f->kind]);
    put_text("text", f->text);
    put_number("thread", f->thread);
    put_stack(stack, f->pc ? trace_stack(f->pc, f->frame, stack) : 0);
    if (f->other >= 0)
        put_other(f);
    if (f->address) {
        put_unsigned("address", f->address);
        put_unsigned("size", f->size);
    }
    if (f->kind == FINDING_DEADLOCK || f->kind == FINDING_LOST_WAKEUP ||
        f->kind == FINDING_LIVELOCK)
        put_waiting();
    finish();
    flush();
}

/* ------------------------------------------------------------------- options
 */

static void put_token(const struct thread *t, const struct move *m)
{
    char text[64];
    const struct place *p = t->op->place;
    int n = snprintf(text, sizeof text, "%c", schedule_letter(t->id));

    if (t->op->kind == EVENT_WRITE && m->position < p->nmo)
        n += snprintf(text + n, sizeof text - (size_t)n, "^%d",
                      p->nmo - m->position);
    else if (t->op->kind != EVENT_WAIT && p && m->rf &&
             m->rf->position < p->nmo - 1)
        n += snprintf(text + n, sizeof text - (size_t)n, "<%d",
                      p->nmo - 1 - m->rf->position);
    if (m->choice)
        snprintf(text + n, sizeof text - (size_t)n, "=%u", m->choice);
    put_text("token", text);
}

static void put_option(const struct thread *t, const struct move *m)
{
    const struct op *op = t->op;
    uintptr_t stack[TRACE_FRAMES];
    bool reads = op->kind == EVENT_READ || op->kind == EVENT_UPDATE;

    begin("option");
    put_number("thread", t->id);
    put_text("kind",
             op->kind == EVENT_UPDATE && !m->writes ? "look" : kinds[op->kind]);
    if (op->name)
        put_text("name", op->name);
    if (op->place) {
        put_text("object", objects[op->place->kind]);
        put_text("order", orders[op->order]);
        put_unsigned("address", op->place->address);
        put_unsigned("size", op->place->size);
    }
    if (reads) {
        put_unsigned("read", m->rf->value.a);
        put_number("from", m->rf->index ? m->rf->step : -1);
    }
    if (m->writes)
        put_unsigned("wrote", m->value.a);
    put_unsigned("choice", m->choice);
    put_number("cost", m->cost);
    put_token(t, m);
    put_stack(stack, op->pc ? trace_stack(op->pc, op->frame, stack) : 0);
    finish();
}

static void put_blocked(const struct thread *t)
{
    uintptr_t stack[TRACE_FRAMES];
    char text[FINDING_TEXT] = "";

    judge_wait(t, text);
    begin("blocked");
    put_number("thread", t->id);
    put_text("text", text);
    put_stack(stack,
              t->op->pc ? trace_stack(t->op->pc, t->op->frame, stack) : 0);
    finish();
}

void report_options(void)
{
    static char schedule[SCHEDULE_TEXT];
    struct move move[MOVES_MAX];

    for (int i = 0; i < engine.nthreads; i++) {
        struct thread *t = &engine.threads[i];
        if (t->status != THREAD_LIVE)
            continue;
        if (!engine_enabled(t)) {
            put_blocked(t);
            continue;
        }
        int n = t->op->yields ? 0 : moves_list(t, false, move);
        for (int k = 0; k < n; k++)
            put_option(t, &move[k]);
    }
    begin("so-far");
    put_text("schedule", schedule_write(schedule) ? schedule : "");
    finish();
    flush();
}

/* Any bytes, each as the character with its number. */
static void put_bytes(const char *key, const char *bytes, size_t n)
{
    put_key(key);
    put("\"");
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c == '\0')
            put("?"); /* a text ends there */
        else if (c < ' ' || c > '~' || c == '"' || c == '\\')
            put("\\u%04x", c);
        else
            put("%c", c);
    }
    put("\"");
}

void report_outcome(const struct outcome *o)
{
    static const char *const hows[] = {
        [OUTCOME_ENDS] = "ends",
        [OUTCOME_STOPS] = "stops",
        [OUTCOME_HANGS] = "hangs",
        [OUTCOME_UNDEFINED] = "undefined",
    };

    begin("outcome");
    put_text("how", hows[o->how]);
    put_bytes("text", o->text, o->len);
    put_number("executions", o->executions);
    if (o->schedule[0])
        put_text("schedule", o->schedule);
    finish();
    flush();
}

void report_result(const struct search_result *r)
{
    bool unsupported = r->failed && r->finding.kind == FINDING_UNSUPPORTED;

    begin("result");
    put_text("outcome", unsupported                  ? "unsure"
                        : r->failed                  ? "failed"
                        : r->proved || r->bound >= 0 ? "passed"
                                                     : "unsure");
    put_number("executions", r->executions);
    put_number("blocked", r->blocked);
    put_bool("proved", r->proved && !r->failed);
    put_number("bound", r->bound);
    put_number("samples", r->samples);
    if (unsupported)
        put_text("why", r->finding.text);
    else if (r->why && !r->failed)
        put_text("why", r->why);
    if (r->failed && !unsupported && r->schedule[0])
        put_text("schedule", r->schedule);
    finish();
    flush();
}
