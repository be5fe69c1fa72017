/* Reports of AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer,
 * as gcc 12 and clang 14 write them, in plain words. */
#include "grader/asan.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VIEWS_MAX = 3 }; /* the access, where it was freed, where allocated */

/* "%s" is the access: "reads 4 bytes". */
static const struct {
    const char *name;
    const char *message;
} errors[] = {
    {"heap-use-after-free", "%s of memory that was already freed"},
    {"heap-buffer-overflow", "%s outside of a block from malloc"},
    {"stack-buffer-overflow", "%s outside of a local variable"},
    {"stack-buffer-underflow", "%s outside of a local variable"},
    {"dynamic-stack-buffer-overflow", "%s outside of a local variable"},
    {"global-buffer-overflow", "%s outside of a global variable"},
    {"stack-use-after-return",
     "%s of a local variable whose function has returned"},
    {"stack-use-after-scope", "%s of a local variable whose block has ended"},
    {"double-free", "frees memory that was already freed"},
    {"bad-free", "frees a pointer that did not come from malloc"},
    {"memcpy-param-overlap", "copies between blocks that overlap"},
    {"negative-size-param", "passes a negative size to a library function"},
    {"allocation-size-too-big", "asks for more memory than there can be"},
    {"requested", "asks for more memory than there can be"},
    {"out-of-memory", "asks for more memory than there is"},
    {"calloc-overflow", "asks for more memory than there can be"},
    {"invalid-allocation-alignment", "asks for an alignment that is invalid"},
    {"invalid-aligned-alloc-alignment",
     "asks for an alignment that is invalid"},
};

static bool has(const struct text *line, const char *what)
{
    return memmem(line->data, line->len, what, strlen(what)) != NULL;
}

/* The number behind the last `mark` of a line, or -1. */
static long number_after(const struct text *line, const char *mark)
{
    char *p = memmem(line->data, line->len, mark, strlen(mark));

    return p ? strtol(p + strlen(mark), NULL, 10) : -1;
}

/* The thread that a line names: "thread T3", T0 being the main thread. */
static const char *thread_of(struct arena *a, const struct text *line)
{
    long n = number_after(line, "thread T");

    return report_thread(a, n < 0 ? 0 : n);
}

/* The error's name behind "ERROR: AddressSanitizer: ". */
static const char *error_name(struct arena *a, const char *at)
{
    if (strncmp(at, "attempting double-free", 22) == 0)
        return "double-free";
    if (strncmp(at, "attempting free on address", 26) == 0)
        return "bad-free";
    return arena_strndup(a, at, strcspn(at, " :\n"));
}

static const char *segv_message(bool writes, bool known, bool zero)
{
    if (zero)
        return !known   ? "uses a null pointer"
               : writes ? "writes through a null pointer"
                        : "reads through a null pointer";
    return !known   ? "uses an address where there is no memory"
           : writes ? "writes to an address where there is no memory"
                    : "reads from an address where there is no memory";
}

static const char *error_message(struct arena *a, const char *name,
                                 const char *access)
{
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        if (strcmp(errors[i].name, name) == 0) {
            /* The formats are ours, in the table above. */
            char text[256];
            snprintf(text, sizeof text, errors[i].message,
                     access ? access : "an access");
            return arena_strdup(a, text);
        }
    }
    return arena_printf(a, "AddressSanitizer found: %s", name);
}

/* Adds one stack with what it stands for. */
static void add_view(struct report *r, struct finding *f,
                     struct thread_view *views, const char *name,
                     const char *did)
{
    if (f->nthreads == VIEWS_MAX)
        return;
    struct thread_view *v = &views[f->nthreads++];
    report_stack(r, v);
    v->name = name;
    v->state = arena_printf(r->arena, "%s%s", did, report_at(r->arena, v));
}

/* What is known of one access while its report is read. */
struct access {
    const char *what; /* "reads 4 bytes" */
    bool writes, known, zero;
};

static void read_body(struct report *r, struct finding *f, struct access *acc,
                      struct thread_view *views)
{
    struct arena *a = r->arena;
    const char *who = "main thread";
    struct text line;

    if (strncmp(r->at, "    #0", 6) == 0)
        add_view(r, f, views, who, "was");
    while (report_line(r, &line) && !has(&line, "SUMMARY:")) {
        long size = number_after(&line, " of size ");
        if (has(&line, "caused by a ")) {
            acc->known = has(&line, "WRITE") || has(&line, "READ");
            acc->writes = has(&line, "WRITE");
        } else if (has(&line, "address points to the zero page")) {
            acc->zero = true;
        } else if (size >= 0 && f->nthreads == 0 && !has(&line, "#")) {
            acc->writes = has(&line, "WRITE");
            acc->what = report_access(a, acc->writes, size);
            who = thread_of(a, &line);
        } else if (has(&line, "freed by thread")) {
            add_view(r, f, views, thread_of(a, &line), "freed it");
        } else if (has(&line, "allocated by thread")) {
            add_view(r, f, views, thread_of(a, &line), "allocated it");
        }
        if (f->nthreads == 0 && strncmp(r->at, "    #0", 6) == 0)
            add_view(r, f, views, who, acc->what ? acc->what : "was");
    }
}

static void parse_error(struct report *r, const char *head, struct finding *f)
{
    struct arena *a = r->arena;
    struct thread_view *views = ARENA_ARRAY(a, struct thread_view, VIEWS_MAX);
    struct access acc = {0};
    const char *name = error_name(a, head);

    f->kind = FINDING_MEMORY;
    f->threads = views;
    read_body(r, f, &acc, views);
    if (strcmp(name, "SEGV") == 0 || strcmp(name, "BUS") == 0) {
        f->message = segv_message(acc.writes, acc.known, acc.zero);
    } else if (strcmp(name, "stack-overflow") == 0) {
        f->kind = FINDING_CRASH;
        f->message = "ran out of stack; a function that calls itself without "
                     "end does that";
    } else if (strcmp(name, "FPE") == 0) {
        f->message = "divides by zero";
    } else {
        f->message = error_message(a, name, acc.what);
    }
    if (f->nthreads > 0 && acc.what == NULL)
        views[0].state =
            arena_printf(a, "%s%s", f->message, report_at(a, &views[0]));
    for (size_t i = 0; i < f->nthreads; i++) {
        if (report_place(&views[i], f))
            break;
    }
}

/* "Direct leak of 8 byte(s) in 2 object(s) allocated from:" */
static void parse_leak(struct report *r, struct finding *f)
{
    struct arena *a = r->arena;
    struct thread_view *view = ARENA_NEW(a, struct thread_view);
    struct text line;
    bool found = false;

    f->kind = FINDING_LEAK;
    f->message = "memory is never freed";
    while (report_line(r, &line) && !has(&line, "SUMMARY:")) {
        long bytes = number_after(&line, " leak of ");
        long blocks = number_after(&line, " in ");
        struct thread_view v = {.name = "main thread"};
        if (bytes < 0)
            continue;
        report_stack(r, &v);
        /* The first leak, or the first that the submission allocated. */
        if (found && (report_own(view) || !report_own(&v)))
            continue;
        found = true;
        v.name = "the block";
        v.state = arena_printf(a, "was allocated%s", report_at(a, &v));
        *view = v;
        f->message = blocks == 1 ? arena_printf(a,
                                                "%ld bytes that are "
                                                "allocated here are never "
                                                "freed",
                                                bytes)
                                 : arena_printf(a,
                                                "%ld blocks (%ld bytes) "
                                                "that are allocated here "
                                                "are never freed",
                                                blocks, bytes);
    }
    f->threads = view;
    f->nthreads = found;
    report_place(view, f);
}

/* "queue.c:12:5: runtime error: signed integer overflow: ..." */
static void parse_undefined(struct report *r, const struct text *line,
                            struct finding *f)
{
    static const char mark[] = ": runtime error: ";
    struct arena *a = r->arena;
    struct thread_view *view = ARENA_NEW(a, struct thread_view);
    const char *head = arena_strndup(a, line->data, line->len);
    const char *what = strstr(head, mark) + sizeof mark - 1;
    const char *colon = strchr(head, ':');

    f->kind = FINDING_MEMORY;
    f->message = strstr(what, "null pointer")
                     ? arena_printf(a, "uses a null pointer: %s", what)
                     : arena_printf(a, "undefined behaviour: %s", what);
    report_stack(r, view);
    view->name = "the thread that did it";
    view->state = what;
    f->threads = view;
    f->nthreads = view->nframes > 0;
    report_place(view, f);
    const char *file =
        file_base(arena_strndup(a, head, (size_t)(colon - head)));
    if (strcmp(file, r->own) == 0) {
        const char *column = strchr(colon + 1, ':');
        f->file = file;
        f->line = report_number(colon + 1);
        f->column = column != NULL ? report_number(column + 1) : 0;
    }
}

bool asan_parse(struct arena *a, const char *text, const char *own,
                struct finding *out)
{
    static const char asan[] = "ERROR: AddressSanitizer: ";
    struct report r = {a, own, text};
    struct text line;

    while (report_line(&r, &line)) {
        const char *start = line.data;
        char *at = memmem(line.data, line.len, asan, sizeof asan - 1);
        if (at != NULL)
            parse_error(&r, at + sizeof asan - 1, out);
        else if (has(&line, "ERROR: LeakSanitizer: detected memory leaks"))
            parse_leak(&r, out);
        else if (has(&line, ": runtime error: "))
            parse_undefined(&r, &line, out);
        else
            continue;
        out->detail = report_cut(a, start, strlen(start));
        return true;
    }
    return false;
}
