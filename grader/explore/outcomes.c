/* The final states of a program.
 *
 * A program ends with what it has printed, and with its exit status if that is
 * not 0 or nothing was printed. An assertion that fails, abort, a deadlock and
 * an endless loop are ends, too. After anything else that the explorer finds, C
 * does not say what a program does: what was found counts, but there may be
 * more than is found.
 *
 * O1. To print is an operation on one object, which all threads have in common:
 *     so an execution graph says in which order texts were printed. It orders
 *     nothing else.
 * O2. A thread that ends the program stops, but the others go on (ends.c): what
 *     they write may have been read earlier in another graph, and the search
 *     makes that graph from this one.
 * O3. So several threads may end the program in one graph; each may have been
 *     the first. What others printed by then is known only of threads that were
 *     joined; where others printed, the set is not complete. */
#include "grader/explore/outcomes.h"

#include "grader/explore/schedule.h"

#include <stdio.h>
#include <string.h>

/* What the executions come to. */
static struct outcome list[OUTCOMES_MAX];
static int nlist;
static bool too_many, too_long, cut_off, undefined;

bool outcomes_printed, outcomes_wanted;

/* One way in which this execution ends. */
struct end {
    enum outcome_how how;
    int status;
    char text[OUTCOME_TEXT + 1];
    size_t len;
};

/* This execution, so far. */
static struct {
    uint64_t run; /* engine.executions */
    char text[OUTCOME_TEXT];
    size_t len, all; /* bytes kept; printed */
    uint32_t printers;
    uint32_t enders;
    struct end ends[THREADS_MAX];
} now;

static void begin(void)
{
    if (now.run == engine.executions)
        return;
    now.run = engine.executions;
    now.len = now.all = 0;
    now.printers = now.enders = 0;
}

/* ------------------------------------------------------------------- printing
 */

static enum change apply_print(const struct op *op, const struct state *before,
                               struct state *after)
{
    (void)op;
    *after = (struct state){before->a + 1, 0};
    return CHANGE_WRITE;
}

struct piece {
    const char *text;
    size_t n;
};

static uintptr_t append(void *arg)
{
    const struct piece *p = arg;
    size_t room, n;

    begin();
    room = sizeof now.text - now.len;
    n = p->n < room ? p->n : room;
    memcpy(now.text + now.len, p->text, n);
    now.len += n;
    now.all += p->n;
    now.printers |= (uint32_t)1 << engine.current->id;
    return 0;
}

void outcomes_print(const struct libc_call *c, const char *text, size_t n)
{
    static const char stream;
    struct piece piece = {text, n};
    struct op op = {.kind = EVENT_UPDATE,
                    .apply = apply_print,
                    .name = c->name,
                    .pc = c->pc,
                    .frame = c->frame};

    if (!outcomes_printed || n == 0)
        return;
    op.place = engine_object(&stream, PLACE_ELSEWHERE, (struct state){0}, 0, 0);
    engine_trap(&op); /* O1 */
    engine_call(append, &piece);
}

/* --------------------------------------------------------------------- ending
 */

static uintptr_t note_end(void *arg)
{
    const struct end *e = arg;
    uint32_t me = (uint32_t)1 << engine.current->id;

    begin();
    if (!(now.enders & me))
        now.ends[engine.current->id] = *e;
    now.enders |= me;
    return 0;
}

static uintptr_t note_exit(void *arg)
{
    struct end e = {.how = OUTCOME_ENDS, .status = *(const int *)arg};

    begin();
    memcpy(e.text, now.text, now.len);
    e.len = now.len;
    return note_end(&e);
}

void outcomes_exit(int status)
{
    status &= 0xff; /* all that a parent gets */
    engine_call(note_exit, &status);
}

void outcomes_stop(const char *format, ...)
{
    struct end e = {.how = OUTCOME_STOPS};
    va_list args;

    va_start(args, format);
    vsnprintf(e.text, sizeof e.text, format, args);
    va_end(args);
    e.len = strlen(e.text);
    engine_call(note_end, &e);
}

/* ------------------------------------------------------------------ collecting
 */

static const struct {
    enum outcome_how how;
    const char *text;
} of_finding[FINDING_KIND_COUNT] = {
    [FINDING_ASSERTION] = {OUTCOME_STOPS, "assertion failed"},
    [FINDING_DATA_RACE] = {OUTCOME_UNDEFINED, "data race"},
    [FINDING_DEADLOCK] = {OUTCOME_HANGS, "deadlock"},
    [FINDING_LOST_WAKEUP] = {OUTCOME_HANGS, "deadlock"},
    [FINDING_LIVELOCK] = {OUTCOME_HANGS, "livelock"},
    [FINDING_USE_AFTER_FREE] = {OUTCOME_UNDEFINED, "use after free"},
    [FINDING_DOUBLE_FREE] = {OUTCOME_UNDEFINED, "double free"},
    [FINDING_OVERFLOW] = {OUTCOME_UNDEFINED, "access beyond an object"},
    [FINDING_LEAK] = {OUTCOME_ENDS, NULL},
    [FINDING_CRASH] = {OUTCOME_UNDEFINED, "crash"},
    [FINDING_STACK_OVERFLOW] = {OUTCOME_UNDEFINED, "stack overflow"},
    [FINDING_MISUSE] = {OUTCOME_UNDEFINED, "misuse of a primitive"},
    [FINDING_UNJOINED] = {OUTCOME_ENDS, NULL},
    [FINDING_SLEEPS] = {OUTCOME_UNDEFINED, "forbidden call"},
    [FINDING_HISTORY] = {OUTCOME_UNDEFINED, "not linearizable"},
};

static struct outcome *find(enum outcome_how how, const char *text, size_t len)
{
    struct outcome *o;

    for (int i = 0; i < nlist; i++) {
        o = &list[i];
        if (o->how == how && o->len == len && memcmp(o->text, text, len) == 0)
            return o;
    }
    too_many |= nlist == OUTCOMES_MAX;
    if (nlist == OUTCOMES_MAX)
        return NULL;
    o = &list[nlist++];
    *o = (struct outcome){.how = how, .len = len};
    memcpy(o->text, text, len);
    return o;
}

static void add(enum outcome_how how, const char *text, size_t len, bool alone)
{
    static char schedule[SCHEDULE_TEXT];
    int before = nlist;
    struct outcome *o = find(how, text, len);

    if (o == NULL)
        return;
    o->executions += alone;
    if (nlist > before && schedule_write(schedule) &&
        strlen(schedule) < sizeof o->schedule)
        strcpy(o->schedule, schedule);
}

static void add_end(const struct end *e, bool alone)
{
    char text[OUTCOME_TEXT + 32];
    size_t len = e->len;

    while (len > 0 && e->text[len - 1] == '\n')
        len--;
    memcpy(text, e->text, len);
    if (e->how == OUTCOME_ENDS && (e->status != 0 || len == 0))
        len += (size_t)sprintf(text + len, "%s(exit status %d)",
                               len > 0 ? "\n" : "", e->status);
    too_long |= len > OUTCOME_TEXT;
    add(e->how, text, len < OUTCOME_TEXT ? len : OUTCOME_TEXT, alone);
}

/* Threads whose end nobody waited for. */
static uint32_t at_large(void)
{
    uint32_t set = 0;

    for (int i = 1; i < engine.nthreads; i++) {
        const struct thread *t = &engine.threads[i];
        if (t->status != THREAD_NONE && !t->joined)
            set |= (uint32_t)1 << i;
    }
    return set;
}

static void add_ends(bool alone)
{
    for (int i = 0; i < THREADS_MAX; i++) {
        uint32_t me = (uint32_t)1 << i;
        if (!(now.enders & me))
            continue;
        cut_off |= now.ends[i].how == OUTCOME_ENDS &&
                   (now.printers & at_large() & ~me) != 0; /* O3 */
        add_end(&now.ends[i], alone);
    }
    if (now.enders == 0) {
        struct end e = {.how = OUTCOME_ENDS, .len = now.len};
        memcpy(e.text, now.text, now.len);
        add_end(&e, alone);
    }
    too_long |= now.all > OUTCOME_TEXT;
}

bool outcomes_take(bool alone)
{
    enum finding_kind kind = engine.finding.kind;

    if (engine.ending != ENDING_COMPLETE &&
        (engine.ending != ENDING_FAILED || kind == FINDING_UNSUPPORTED))
        return false;
    begin();
    if (engine.ending == ENDING_COMPLETE ||
        of_finding[kind].how == OUTCOME_ENDS ||
        (of_finding[kind].how == OUTCOME_HANGS && now.enders != 0)) {
        add_ends(alone);
        return true;
    }
    undefined |= of_finding[kind].how == OUTCOME_UNDEFINED;
    add(of_finding[kind].how, of_finding[kind].text,
        strlen(of_finding[kind].text), alone);
    return true;
}

void outcomes_count_anew(void)
{
    for (int i = 0; i < nlist; i++)
        list[i].executions = 0;
}

const char *outcomes_why(void)
{
    if (undefined)
        return "C does not say what this program does";
    if (too_many)
        return "there are more outcomes than are kept";
    if (too_long)
        return "the program prints more than is kept";
    if (cut_off)
        return "the program ends while other threads may still print";
    return NULL;
}

const struct outcome *outcomes_list(int *n)
{
    *n = nlist;
    return list;
}
