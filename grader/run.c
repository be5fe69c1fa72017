/* Compiling and running one file that has a main, confined and ungraded. */
#include "grader/asan.h"
#include "grader/cache.h"
#include "grader/diagnostics.h"
#include "grader/ending.h"
#include "grader/machine.h"
#include "grader/names.h"
#include "grader/tsan.h"
#include "src/base/buf.h"
#include "src/base/proc.h"

#include <string.h>

enum {
    FILE_MAX = 1 << 20, /* bytes of source */
    SECONDS = 10,       /* wall clock, unless the caller says otherwise */
    SECONDS_TREE = 5,   /* with processes, where no deadlock is noticed */
    MEMORY_MB = 1024,
    MEMORY_SANITIZED_MB = 4096,
    OUTPUT_MAX = 1 << 20,
    PROGRAM_MAX = 64 << 20,
};

/* One run on its way. */
struct runner {
    struct arena *a;
    struct grader *g;
    const struct run_request *req;
    struct sandbox *box;
    const char *dir, *name; /* working folder; the file's base name */
    struct text source;
    struct args flags;
    enum profile profile;
};

static bool has_flag(const struct args *flags, const char *part)
{
    for (size_t i = 0; i < flags->n; i++) {
        if (strncmp(flags->list[i], "-fsanitize=", 11) == 0 &&
            strstr(flags->list[i], part) != NULL)
            return true;
    }
    return false;
}

static bool chooses_optimisation(const char *const *flags)
{
    for (; flags != NULL && *flags != NULL; flags++) {
        if (strncmp(*flags, "-O", 2) == 0)
            return true;
    }
    return false;
}

/* Compiled with the program: what it prints comes line by line, as it would on
 * a terminal, and is not lost when the program hangs. */
static const char line_by_line[] =
    "#include <stdio.h>\n"
    "__attribute__((constructor)) static void line_by_line(void)\n"
    "{\n"
    "    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);\n"
    "}\n" TOOLCHAIN_TSAN_SOURCE;

static void choose_flags(struct runner *r)
{
    static const char *const common[] = {"-std=gnu11", "-g",      "-pthread",
                                         "-Wall",      "-Wextra", NULL};

    r->flags = (struct args){.arena = r->a};
    args_add_all(&r->flags, common);
    if (!chooses_optimisation(r->req->flags))
        args_add(&r->flags, "-O2");
    args_add_all(&r->flags, r->req->flags);
    r->profile = has_flag(&r->flags, "thread")    ? PROFILE_TSAN
                 : has_flag(&r->flags, "address") ? PROFILE_ASAN
                                                  : PROFILE_RUN;
}

static struct text program_key(struct runner *r, const struct toolchain *t)
{
    char *head = arena_printf(r->a, "run %s\n%s\n%s\n%s\n", TL_VERSION,
                              t->identity, args_text(r->a, &r->flags), r->name);
    size_t len = strlen(head);
    struct text key = {arena_alloc(r->a, len + r->source.len + 1),
                       len + r->source.len};

    memcpy(key.data, head, len);
    memcpy(key.data + len, r->source.data, r->source.len);
    return key;
}

static bool same(const struct text *a, const struct text *b)
{
    return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

/* Keeps the last program at hand: a prediction runs it a thousand times. */
static void keep(struct grader *g, const struct text *key,
                 const struct text *program)
{
    struct arena *a = arena_new();

    arena_free(g->last_arena);
    g->last_arena = a;
    g->last_key = (struct text){arena_alloc(a, key->len + 1), key->len};
    memcpy(g->last_key.data, key->data, key->len);
    g->last_program =
        (struct text){arena_alloc(a, program->len + 1), program->len};
    memcpy(g->last_program.data, program->data, program->len);
}

/* Puts DIR/prog there. False: our failure; a file that does not compile leaves
 * `out` with a finding. */
static bool make_program(struct runner *r, struct run_result *out,
                         struct err *e)
{
    const struct toolchain *t;
    const struct sandbox_result *result;
    struct sandbox_limits limits = machine_compile_limits();
    struct text program;
    const char *path = file_join(r->a, r->dir, "prog");

    if (!machine_toolchain(r->g, &t, e))
        return false;
    if (t->clang)
        args_add(&r->flags, "-gdwarf-aranges"); /* as in toolchain_flags */
    struct text key = program_key(r, t);
    bool kept = r->g->last_arena != NULL && same(&r->g->last_key, &key);
    if (kept)
        program = r->g->last_program;
    if (kept || cache_get(r->a, r->g->cache, &key, &program)) {
        if (!kept)
            keep(r->g, &key, &program);
        out->compiled = true;
        return sandbox_put(r->box, path, program.data, program.len, true, e);
    }
    args_add(&r->flags, "./threadlings-lines.c");
    if (!sandbox_put(r->box, file_join(r->a, r->dir, "threadlings-lines.c"),
                     line_by_line, sizeof line_by_line - 1, false, e) ||
        !machine_compile(r->a, r->g, r->box, r->dir, r->name, &r->source,
                         r->flags.list, r->req->stop, &result, e))
        return false;
    out->stopped = result->end == SANDBOX_STOPPED;
    if (out->stopped)
        return true;
    if (result->end != SANDBOX_EXITED || result->status != 0) {
        const char *text = diagnostics_text(r->a, result, sandbox_dir(r->box));
        out->finding = (struct finding){.stage = STAGE_BUILD};
        diagnostics_compile(r->a, result, &limits, text, &out->finding);
        if (result->end == SANDBOX_EXITED && out->finding.file == NULL)
            out->finding.message = diagnostics_first(r->a, text);
        return true;
    }
    out->compiled = true;
    if (!file_read(r->a, path, PROGRAM_MAX, &program, e))
        return false;
    cache_put(r->g->cache, &key, program.data, program.len);
    keep(r->g, &key, &program);
    return true;
}

/* A sanitizer's report in what was printed. */
static bool found_report(struct runner *r, const char *text, struct finding *f)
{
    struct finding *list;
    size_t n;

    text = names_fill(r->a, text, file_join(r->a, r->dir, "prog"));
    if (r->profile == PROFILE_TSAN) {
        tsan_parse(r->a, text, r->name, &list, &n);
        if (n > 0)
            *f = list[0];
        return n > 0;
    }
    return asan_parse(r->a, text, r->name, f);
}

/* Passes output on and keeps the beginning of it, for reports. */
struct tee {
    const struct run_request *req;
    struct buf kept;
};

static void take_output(void *ctx, const char *data, size_t len)
{
    struct tee *tee = ctx;

    if (tee->req->output)
        tee->req->output(tee->req->ctx, data, len);
    if (tee->kept.len < OUTPUT_MAX)
        buf_add(&tee->kept, data, len);
}

static void judge(struct runner *r, const struct sandbox_limits *limits,
                  struct sandbox_result *result, const struct buf *printed,
                  struct run_result *out)
{
    struct finding *f = &out->finding;

    *f = (struct finding){.stage = STAGE_TESTS};
    result->err = (struct text){printed->data, printed->len};
    out->seconds = result->seconds;
    out->stopped = result->end == SANDBOX_STOPPED;
    out->failed = true;
    if (out->stopped)
        out->failed = false;
    else if (ending_limit(r->a, result, limits, f))
        return;
    else if (found_report(r, printed->data, f))
        out->status = result->status;
    else if (ending_abort(r->a, result, r->name, f))
        return;
    else if (result->end == SANDBOX_SIGNALED)
        ending_signal(r->a, result->status, f);
    else {
        out->failed = false;
        out->status = result->status;
    }
}

static bool run_program(struct runner *r, struct run_result *out, struct err *e)
{
    struct tee tee = {r->req, BUF_INIT};
    double seconds = r->req->seconds > 0 ? r->req->seconds
                     : r->req->processes ? SECONDS_TREE
                                         : SECONDS;
    const struct sandbox_result *result;
    struct args argv = {.arena = r->a};
    bool ok;

    args_add(&argv, file_join(r->a, r->dir, "prog"));
    args_add_all(&argv, r->req->args);
    struct sandbox_spec spec = {
        .profile = r->profile,
        .argv = (char *const *)argv.list,
        .env = variant_env(&r->g->toolchain,
                           r->profile == PROFILE_TSAN   ? VARIANT_TSAN
                           : r->profile == PROFILE_ASAN ? VARIANT_ASAN
                                                        : VARIANT_PLAIN,
                           true),
        .dir = r->dir,
        .limits = {.wall_s = seconds,
                   .cpu_s = seconds * (double)proc_processors(),
                   .memory_mb = r->profile == PROFILE_RUN ? MEMORY_MB
                                                          : MEMORY_SANITIZED_MB,
                   .output_max = OUTPUT_MAX,
                   .file_max_mb = 1},
        .processes = r->req->processes,
        .own_file = r->name,
        .find_deadlock = true,
        .output = take_output,
        .ctx = &tee,
    };
    ok = machine_run(r->a, r->box, &spec, r->req->stop, r->req->tick,
                     r->req->ctx, &result, e);
    if (ok) {
        struct sandbox_result copy = *result;
        judge(r, &spec.limits, &copy, &tee.kept, out);
        if (out->finding.detail == NULL && out->failed)
            out->finding.output = NULL; /* it was passed on already */
    }
    buf_free(&tee.kept);
    return ok;
}

bool grader_run(struct arena *a, struct grader *g,
                const struct run_request *req, struct run_result *out,
                struct err *e)
{
    struct runner r = {.a = a, .g = g, .req = req};
    bool ok = false;

    *out = (struct run_result){0};
    r.name = file_base(req->file);
    if (strchr("-@", *r.name) != NULL)
        return err_set(e, "%s: a C file's name cannot begin with \"%c\"",
                       req->file, *r.name);
    if (!file_read(a, req->file, FILE_MAX, &r.source, e) ||
        !sandbox_open(&r.box, e))
        return false;
    choose_flags(&r);
    r.dir = sandbox_mkdir(a, r.box, "run", e);
    if (r.dir != NULL && make_program(&r, out, e))
        ok = !out->compiled || run_program(&r, out, e);
    sandbox_close(r.box);
    return ok;
}
