/* Reports of ThreadSanitizer, as gcc 12 and clang 14 write them, in plain
 * words. */
#include "grader/tsan.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
    REPORTS_MAX = 8, /* read from one run; the first says what is wrong */
    VIEWS_MAX = 4,   /* stacks kept of one report */
};

static const struct {
    const char *head; /* what stands behind "ThreadSanitizer: " */
    enum finding_kind kind;
    const char *message;
} reports[] = {
    {"data race", FINDING_DATA_RACE, NULL},
    {"heap-use-after-free", FINDING_MEMORY,
     "uses memory that was already freed"},
    {"lock-order-inversion", FINDING_DEADLOCK,
     "locks are taken in different orders; two threads that do so at the same "
     "time wait for each other for ever"},
    {"thread leak", FINDING_LEAK, "a thread is neither joined nor detached"},
    {"destroy of a locked mutex", FINDING_MISUSE,
     "destroys a mutex that is locked"},
    {"double lock of a mutex", FINDING_MISUSE,
     "locks a mutex that this thread holds already"},
    {"use of an invalid mutex", FINDING_MISUSE,
     "uses a mutex that was never initialised or is destroyed"},
    {"unlock of an unlocked mutex", FINDING_MISUSE,
     "unlocks a mutex that this thread has not locked"},
    {"read lock of a write locked mutex", FINDING_MISUSE,
     "locks for reading what this thread has locked for writing"},
    {"read unlock of a write locked mutex", FINDING_MISUSE,
     "unlocks a lock that this thread has not locked"},
    {"signal-unsafe call", FINDING_MISUSE,
     "calls a function that a signal handler must not call"},
    {"signal handler spoils errno", FINDING_MISUSE,
     "a signal handler changes errno"},
    {"SEGV", FINDING_CRASH, "uses an address where there is no memory"},
    {"BUS", FINDING_CRASH, "uses an address where there is no memory"},
    {"stack-overflow", FINDING_CRASH, "ran out of stack"},
    {"FPE", FINDING_CRASH, "divides by zero"},
};

static bool has(const struct text *line, const char *what)
{
    return memmem(line->data, line->len, what, strlen(what)) != NULL;
}

static bool starts(const struct text *line, const char *what)
{
    return line->len >= strlen(what) &&
           memcmp(line->data, what, strlen(what)) == 0;
}

static const char *thread_of(struct arena *a, const struct text *line)
{
    char *p = memmem(line->data, line->len, "hread T", 7);

    return report_thread(a, p ? strtol(p + 7, NULL, 10) : 0);
}

/* One access: "Previous atomic write of size 4 at 0x7b04 by thread T1". */
static bool is_access(const struct text *line)
{
    return starts(line, "  ") && line->data[2] != ' ' &&
           has(line, " of size ") && has(line, " at 0x") &&
           (has(line, "rite of") || has(line, "ead of"));
}

static const char *access_did(struct arena *a, const struct text *line)
{
    char *p = memmem(line->data, line->len, " of size ", 9);
    bool writes = has(line, "rite of");
    const char *did = report_access(a, writes, strtol(p + 9, NULL, 10));

    if (memmem(line->data, line->len, "tomic ", 6) != NULL)
        did = arena_printf(a, "%s atomically", did);
    return did;
}

/* "Location is global 'total' of size 4 at ..." -> "total". */
static const char *location_of(struct arena *a, const struct text *line)
{
    char *name = memmem(line->data, line->len, "global '", 8);

    if (name != NULL && name[8] != '<') {
        name += 8;
        return arena_strndup(a, name, strcspn(name, "'\n"));
    }
    if (has(line, "heap block"))
        return "a block from malloc";
    if (has(line, "file descriptor"))
        return "a file descriptor";
    if (has(line, "stack of"))
        return "a local variable";
    return NULL;
}

struct parts {
    struct thread_view *views;
    size_t n;
    const char *place; /* what they raced for */
};

static void read_body(struct report *r, struct parts *p)
{
    struct arena *a = r->arena;
    struct text line;

    if (strncmp(r->at, "    #0", 6) == 0) {
        struct thread_view *v = &p->views[p->n++];
        report_stack(r, v);
        v->name = "the thread that did it";
        v->state = arena_printf(a, "was%s", report_at(a, v));
    }
    while (report_line(r, &line) && !starts(&line, "SUMMARY:") &&
           !starts(&line, "==================")) {
        bool stack = strncmp(r->at, "    #0", 6) == 0;
        if (has(&line, "Location is "))
            p->place = location_of(a, &line);
        if (!stack || p->n == VIEWS_MAX)
            continue;
        struct thread_view *v = &p->views[p->n];
        bool accesses = is_access(&line);
        if (!accesses && has(&line, "created") && p->n > 0)
            continue; /* where the racing threads come from */
        if (has(&line, "Location is ") || has(&line, "Mutex M"))
            if (p->n > 0 && !has(&line, "acquired here"))
                continue;
        v->name = thread_of(a, &line);
        const char *did = accesses                      ? access_did(a, &line)
                          : has(&line, "acquired here") ? "takes a lock"
                          : has(&line, "created")       ? "was created"
                                                        : "was";
        report_stack(r, v);
        v->state = arena_printf(a, "%s%s", did, report_at(a, v));
        p->n++;
    }
}

/* Which of two accesses the report begins with is chance: the one that stands
 * first in the file, and a write before a read, comes first here. */
static void order_accesses(struct parts *p)
{
    if (p->n < 2)
        return;
    const struct frame *a = report_own(&p->views[0]);
    const struct frame *b = report_own(&p->views[1]);
    struct thread_view first = p->views[0];
    int la = a ? a->line : INT_MAX, lb = b ? b->line : INT_MAX;

    if (la < lb || (la == lb && strcmp(first.state, p->views[1].state) >= 0))
        return;
    p->views[0] = p->views[1];
    p->views[1] = first;
}

static const char *race_message(struct arena *a, const struct parts *p)
{
    const char *place = p->place ? p->place : "the same memory";

    if (p->n < 2)
        return arena_printf(a,
                            "two threads use %s at the same time and at least "
                            "one writes",
                            place);
    return arena_printf(a,
                        "one thread %s while another %s: both use %s, and "
                        "nothing orders them",
                        p->views[0].state, p->views[1].state, place);
}

static void parse_one(struct report *r, const struct text *line,
                      struct finding *f)
{
    static const char mark[] = "ThreadSanitizer: ";
    struct arena *a = r->arena;
    struct parts p = {.views = ARENA_ARRAY(a, struct thread_view, VIEWS_MAX)};
    const char *start = line->data;
    const char *head =
        (char *)memmem(line->data, line->len, mark, sizeof mark - 1) +
        sizeof mark - 1;
    size_t k = 0, nreports = sizeof reports / sizeof *reports;

    while (k < nreports &&
           strncmp(head, reports[k].head, strlen(reports[k].head)) != 0)
        k++;
    read_body(r, &p);
    f->kind = k < nreports ? reports[k].kind : FINDING_MISUSE;
    f->threads = p.views;
    f->nthreads = p.n;
    if (f->kind == FINDING_DATA_RACE) {
        order_accesses(&p);
        f->message = race_message(a, &p);
    }
    if (f->message == NULL && k < nreports)
        f->message = reports[k].message;
    if (f->message == NULL)
        f->message = arena_printf(a, "ThreadSanitizer found: %.*s",
                                  (int)strcspn(head, "(\n"), head);
    for (size_t i = 0; i < p.n; i++) {
        if (report_place(&p.views[i], f))
            break;
    }
    f->detail = report_cut(a, start, (size_t)(r->at - start));
}

void tsan_parse(struct arena *a, const char *text, const char *own,
                struct finding **out, size_t *n)
{
    struct report r = {a, own, text};
    struct text line;

    *out = ARENA_ARRAY(a, struct finding, REPORTS_MAX);
    *n = 0;
    while (*n < REPORTS_MAX && report_line(&r, &line)) {
        if (has(&line, "WARNING: ThreadSanitizer: ") ||
            has(&line, "ERROR: ThreadSanitizer: "))
            parse_one(&r, &line, &(*out)[(*n)++]);
    }
}
