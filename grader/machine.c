/* The machine, found out once. */
#include "grader/machine.h"

#include "grader/cache.h"
#include "grader/diagnostics.h"

#include <stdlib.h>
#include <string.h>

enum {
    POLL_MS = 50,
    COMPILE_CPU_S = 20,  /* gcc needs 0.1 s for an exercise; attacks use 20 */
    COMPILE_WALL_S = 60, /* more than that of a busy machine is not useful */
    COMPILE_MB = 2048,
    COMPILE_OUTPUT = 64 << 10,
    COMPILE_FILE_MB = 64,
    TRIAL_S = 10, /* a trivial program under a sanitizer needs 30 ms */
    TRIAL_MB = 1024,
};

struct grader *grader_new(const char *share, const char *cache)
{
    struct arena *a = arena_new();
    struct grader *g = ARENA_NEW(a, struct grader);

    g->arena = a;
    g->share = arena_strdup(a, share);
    g->cache = cache ? arena_strdup(a, cache) : NULL;
    return g;
}

void grader_free(struct grader *g)
{
    if (g == NULL)
        return;
    cache_prune(g->cache);
    arena_free(g->last_arena);
    arena_free(g->arena);
}

bool machine_toolchain(struct grader *g, const struct toolchain **out,
                       struct err *e)
{
    if (!g->have_toolchain && !toolchain_find(g->arena, &g->toolchain, e))
        return false;
    g->have_toolchain = true;
    *out = &g->toolchain;
    return true;
}

bool grader_ready(struct grader *g, struct err *e)
{
    const struct toolchain *t;

    return machine_toolchain(g, &t, e);
}

struct sandbox_limits machine_compile_limits(void)
{
    return (struct sandbox_limits){.wall_s = COMPILE_WALL_S,
                                   .cpu_s = COMPILE_CPU_S,
                                   .memory_mb = COMPILE_MB,
                                   .output_max = COMPILE_OUTPUT,
                                   .file_max_mb = COMPILE_FILE_MB};
}

bool machine_run(struct arena *a, struct sandbox *box,
                 const struct sandbox_spec *spec,
                 const volatile sig_atomic_t *stop, void (*tick)(void *ctx),
                 void *ctx, const struct sandbox_result **out, struct err *e)
{
    struct sandbox_job *job;

    if (!sandbox_start(a, box, spec, &job, e))
        return false;
    while (sandbox_poll(box, POLL_MS, stop) != job) {
        if (tick)
            tick(ctx);
    }
    *out = sandbox_result(job);
    if ((*out)->end == SANDBOX_BROKEN)
        return err_lack(e, "%s", (*out)->why);
    return true;
}

bool machine_compile(struct arena *a, struct grader *g, struct sandbox *box,
                     const char *dir, const char *name,
                     const struct text *source, const char *const *flags,
                     const volatile sig_atomic_t *stop,
                     const struct sandbox_result **out, struct err *e)
{
    const struct toolchain *t;
    struct args args = {.arena = a};

    if (!machine_toolchain(g, &t, e) ||
        !sandbox_put(box, file_join(a, dir, name), source->data, source->len,
                     false, e))
        return false;
    args_add(&args, t->cc);
    args_add_all(&args, flags);
    toolchain_diagnostics(t, dir, &args);
    args_add(&args, "-o");
    args_add(&args, "prog");
    args_add(&args, arena_printf(a, "./%s", name));
    args_add(&args, "-lm");
    struct sandbox_spec spec = {.profile = PROFILE_COMPILE,
                                .argv = (char *const *)args.list,
                                .env = toolchain_env(a, dir),
                                .dir = dir,
                                .limits = machine_compile_limits()};
    return machine_run(a, box, &spec, stop, NULL, NULL, out, e);
}

static const char *start_failure(struct arena *a, enum variant v,
                                 const struct sandbox_result *r)
{
    const char *said = r->err.len > 0 ? diagnostics_first(a, r->err.data) : "";

    if (v == VARIANT_TSAN)
        return arena_printf(a,
                            "ThreadSanitizer cannot start on this machine; "
                            "often it helps to run, as root: sysctl "
                            "vm.mmap_rnd_bits=28%s%s",
                            *said ? ". It says: " : "", said);
    return arena_printf(a, "AddressSanitizer cannot start on this machine%s%s",
                        *said ? ". It says: " : "", said);
}

/* Compiles and runs a program that does nothing. */
static const char *try_sanitizer(struct arena *a, struct grader *g,
                                 struct sandbox *box, enum variant v,
                                 struct err *e)
{
    static char program[] = "int main(void) { return 0; }\n";
    const struct text source = {program, sizeof program - 1};
    const struct toolchain *t;
    const struct sandbox_result *r;
    struct args flags = {.arena = a};
    const char *dir = sandbox_mkdir(a, box, "trial", e);

    if (dir == NULL || !machine_toolchain(g, &t, e))
        return e->text;
    toolchain_flags(t, v, &flags);
    if (!machine_compile(a, g, box, dir, "trial.c", &source, flags.list, NULL,
                         &r, e))
        return e->text;
    if (r->end != SANDBOX_EXITED || r->status != 0)
        return arena_printf(a, "%s cannot build with %s: %s", t->cc,
                            v == VARIANT_TSAN ? "-fsanitize=thread"
                                              : "-fsanitize=address",
                            diagnostics_first(a, r->err.data));
    char *argv[] = {file_join(a, dir, "prog"), NULL};
    struct sandbox_spec spec = {.profile = v == VARIANT_TSAN ? PROFILE_TSAN
                                                             : PROFILE_ASAN,
                                .argv = argv,
                                .env = variant_env(t, v, false),
                                .dir = dir,
                                .limits = {.wall_s = TRIAL_S,
                                           .cpu_s = TRIAL_S,
                                           .memory_mb = TRIAL_MB,
                                           .output_max = COMPILE_OUTPUT,
                                           .file_max_mb = 1}};
    if (!machine_run(a, box, &spec, NULL, NULL, NULL, &r, e))
        return e->text;
    if (r->end == SANDBOX_EXITED && r->status == 0)
        return NULL;
    return start_failure(a, v, r);
}

const char *machine_sanitizer(struct grader *g, enum variant v)
{
    struct arena *a = arena_new();
    struct sandbox *box = NULL;
    struct err e;

    if (!g->sanitizer_known[v]) {
        const char *why =
            sandbox_open(&box, &e) ? try_sanitizer(a, g, box, v, &e) : e.text;
        g->sanitizer_why[v] = why ? arena_strdup(g->arena, why) : NULL;
        g->sanitizer_known[v] = true;
        sandbox_close(box);
    }
    arena_free(a);
    return g->sanitizer_why[v];
}
