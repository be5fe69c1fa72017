/* Any bytes as the words of a compiler, a linker, or a program that was ended:
 * all of them say what a submission makes them say. What comes out is a finding
 * with a message of one line. */
#include "grader/diagnostics.h"
#include "grader/ending.h"

#include "tests/fuzz/fuzz.h"

static void check(const struct finding *f, const char *text)
{
    must(f->message != NULL && *f->message != '\0', "there is a message", text);
    must(strchr(f->message, '\n') == NULL, "of one line", f->message);
    must(f->kind < FINDING_KIND_COUNT && f->line >= 0 && f->column >= 0,
         "a kind and a place", f->message);
    must(f->line == 0 || f->file != NULL, "a line of a file", f->message);
}

static void check_compiler(struct arena *a, const struct sandbox_result *r,
                           const struct sandbox_limits *limits)
{
    const char *text = diagnostics_text(a, r, "/tmp/box");

    for (int end = SANDBOX_EXITED; end <= SANDBOX_BROKEN; end++) {
        struct sandbox_result ended = *r;
        struct finding f = {0};
        ended.end = (enum sandbox_end)end;
        diagnostics_compile(a, &ended, limits, text, &f);
        check(&f, text);
    }
    struct finding with = {0}, without = {0};
    diagnostics_link(a, "ring.c", "ring.h", text, &with);
    check(&with, text);
    diagnostics_link(a, "ring.c", NULL, text, &without);
    check(&without, text);
    must(strchr(diagnostics_first(a, text), '\n') == NULL, "one line", text);
}

static void check_ending(struct arena *a, const struct sandbox_result *r,
                         const struct sandbox_limits *limits)
{
    for (int end = SANDBOX_EXITED; end <= SANDBOX_BROKEN; end++) {
        struct sandbox_result ended = *r;
        struct finding f = {0};
        ended.end = (enum sandbox_end)end;
        if (ending_limit(a, &ended, limits, &f) ||
            ending_abort(a, &ended, "ring.c", &f))
            check(&f, r->err.data);
    }
    const char *shown = ending_output(a, r);
    must((shown == NULL) == (r->out.len == 0), "output is shown", shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct text text = fuzz_text(a, data, size);
    const struct sandbox_result r = {
        .end = SANDBOX_SIGNALED, .status = 6, .out = text, .err = text};
    const struct sandbox_limits limits = {
        .wall_s = 10, .cpu_s = 5, .memory_mb = 100, .file_max_mb = 1};

    check_compiler(a, &r, &limits);
    check_ending(a, &r, &limits);
    arena_free(a);
    return 0;
}
