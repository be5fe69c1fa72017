/* What gcc, clang and GNU ld say, as findings. All run with LC_ALL=C. */
#include "grader/diagnostics.h"

#include "grader/report.h"
#include "src/base/buf.h"

#include <string.h>

/* Names that only our own test programs define. */
static const char *const ours[] = {"__wrap_", "__real_", "_ck_",
                                   "__tsan_", "__asan_", "__start_tl_",
                                   "tl_test_"};

const char *diagnostics_text(struct arena *a, const struct sandbox_result *r,
                             const char *scratch)
{
    const char *at = r->err.data ? r->err.data : "";
    size_t len = strlen(scratch);
    struct buf out = BUF_INIT;

    for (const char *hit; (hit = strstr(at, scratch)) != NULL;) {
        buf_add(&out, at, (size_t)(hit - at));
        at = hit + len;
        /* The folder below it is ours, too. */
        if (*at == '/')
            at += 1 + strcspn(at + 1, "/ :\n");
        at += *at == '/';
    }
    buf_adds(&out, at);
    char *text = buf_keep(a, &out);
    buf_free(&out);
    return text;
}

/* One "FILE:LINE:COLUMN: error: MESSAGE" line. */
static bool parse_error(struct arena *a, const char *line, size_t len,
                        struct finding *f)
{
    const char *copy = arena_strndup(a, line, len);
    const char *mark = strstr(copy, ": error: ");
    const char *fatal = strstr(copy, ": fatal error: ");
    const char *colon = strchr(copy, ':');

    if (fatal != NULL && (mark == NULL || fatal < mark))
        mark = fatal;
    if (mark == NULL)
        return false;
    f->message = strstr(mark, "error: ") + strlen("error: ");
    if (colon < mark && report_number(colon + 1) > 0) {
        const char *second = strchr(colon + 1, ':');
        f->file = file_base(arena_strndup(a, copy, (size_t)(colon - copy)));
        f->line = report_number(colon + 1);
        f->column = second < mark ? report_number(second + 1) : 0;
    }
    return *f->message != '\0';
}

static const char *why_ended(struct arena *a, const struct sandbox_result *r,
                             const struct sandbox_limits *limits)
{
    switch (r->end) {
    case SANDBOX_CPU:
    case SANDBOX_WALL:
        return arena_printf(a,
                            "the compiler did not finish within %g s; the "
                            "file makes it work without end",
                            r->end == SANDBOX_CPU ? limits->cpu_s
                                                  : limits->wall_s);
    case SANDBOX_MEMORY:
        return arena_printf(a, "the compiler needed more than %zu MB of memory",
                            limits->memory_mb);
    case SANDBOX_FILESIZE:
        return arena_printf(a,
                            "the compiled program would be larger than %zu MB",
                            limits->file_max_mb);
    case SANDBOX_OUTPUT:
        return "the compiler has more to say than can be shown; does the file "
               "include itself?";
    case SANDBOX_SYSCALL:
        return "the compiler was made to do what it may not do";
    default:
        return "the compiler broke down over this file";
    }
}

void diagnostics_compile(struct arena *a, const struct sandbox_result *r,
                         const struct sandbox_limits *limits, const char *text,
                         struct finding *f)
{
    f->kind = FINDING_COMPILE;
    f->detail = *text ? text : NULL;
    /* A crash of the compiler's is an "error:", too, but not the file's. */
    bool broke = strstr(text, "internal compiler error") != NULL ||
                 strstr(text, "Killed signal") != NULL;
    for (const char *line = text; *line != '\0' && !broke;) {
        size_t len = strcspn(line, "\n");
        if (parse_error(a, line, len, f))
            return;
        line += len;
        line += *line == '\n';
    }
    f->message = why_ended(a, r, limits);
}

const char *diagnostics_first(struct arena *a, const char *text)
{
    for (const char *line = text; *line != '\0';) {
        size_t len = strcspn(line, "\n");
        if (memmem(line, len, "error", 5) != NULL ||
            memmem(line, len, "cannot find", 11) != NULL)
            return arena_strndup(a, line, len);
        line += len;
        line += *line == '\n';
    }
    return arena_strndup(a, text, strcspn(text, "\n"));
}

/* The name between `mark` and a closing quote. */
static const char *quoted(struct arena *a, const char *at, const char *mark)
{
    const char *name = at + strlen(mark);

    return arena_strndup(a, name, strcspn(name, "'\n"));
}

static void undefined(struct arena *a, const char *own, const char *header,
                      const char *text, const char *at, const char *name,
                      struct finding *f)
{
    const char *line = at;

    while (line > text && line[-1] != '\n')
        line--;
    const char *place = strstr(arena_strndup(a, line, (size_t)(at - line)),
                               arena_printf(a, "%s:", own));
    if (place == NULL) {
        f->message = header ? arena_printf(a,
                                           "%s is not defined; %s declares it "
                                           "and the tests call it",
                                           name, header)
                            : arena_printf(a,
                                           "%s is not defined; the tests "
                                           "call it",
                                           name);
        return;
    }
    f->message =
        arena_printf(a, "calls %s, which is not defined anywhere", name);
    f->file = own;
    f->line = report_number(place + strlen(own) + 1);
}

static void duplicate(struct arena *a, const char *own, const char *name,
                      struct finding *f)
{
    f->file = own;
    if (strcmp(name, "main") == 0) {
        f->message = "defines main; the tests bring their own, so take it out";
        return;
    }
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        if (strncmp(name, ours[i], strlen(ours[i])) != 0)
            continue;
        f->kind = FINDING_FORGED;
        f->message = arena_printf(
            a, "defines %s, a part of the program that runs the tests", name);
        return;
    }
    f->message = arena_printf(a,
                              "defines %s, a name that the tests use; choose "
                              "another or make it static",
                              name);
}

void diagnostics_link(struct arena *a, const char *own, const char *header,
                      const char *text, struct finding *f)
{
    static const char undef[] = "undefined reference to `";
    static const char twice[] = "multiple definition of `";
    const char *at;

    f->kind = FINDING_COMPILE;
    f->detail = text;
    if ((at = strstr(text, twice)) != NULL)
        duplicate(a, own, quoted(a, at, twice), f);
    else if ((at = strstr(text, undef)) != NULL)
        undefined(a, own, header, text, at, quoted(a, at, undef), f);
    else
        f->message = arena_printf(a, "cannot be linked with the tests: %s",
                                  diagnostics_first(a, text));
}
