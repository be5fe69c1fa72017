/* What works on this machine, by trying it: for `threadlings doctor`. */
#include "grader/asan.h"
#include "grader/diagnostics.h"
#include "grader/machine.h"
#include "grader/names.h"
#include "grader/tsan.h"
#include "src/base/proc.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    PROBES_MAX = 48,
    TRIAL_S = 20, /* on a busy machine; a tenth of a second else */
    TRIAL_MB = 1024,
    TRIAL_OUTPUT = 64 << 10,
    MEMORY_NEEDED_MB = 1024, /* a ThreadSanitizer run and a compiler */
};

struct list {
    struct arena *a;
    struct grader *g;
    struct sandbox *box;
    struct probe *probes;
    size_t n;
    void (*tick)(void *ctx);
    void *ctx;
};

static void add(struct list *l, const char *name, bool needed, bool ok,
                const char *found, const char *mend)
{
    if (l->n < PROBES_MAX)
        l->probes[l->n++] = (struct probe){.name = name,
                                           .ok = ok,
                                           .needed = needed,
                                           .found = found,
                                           .mend = ok ? NULL : mend};
    if (l->tick)
        l->tick(l->ctx);
}

/* A program with a mistake that a checker must see. */
struct planted {
    const char *name;
    enum variant variant;
    enum finding_kind kind;
    const char *source;
    const char *mend;
};

static const struct planted planted[] = {
    {"AddressSanitizer", VARIANT_ASAN, FINDING_MEMORY,
     "#include <stdlib.h>\n"
     "int main(int argc, char **argv)\n"
     "{\n"
     "    volatile char *p = malloc(4);\n"
     "    (void)argv;\n"
     "    p[argc + 3] = 1;\n"
     "    free((void *)p);\n"
     "    return 0;\n"
     "}\n",
     "Install the sanitizer libraries of your compiler: they come with gcc on "
     "Debian and Ubuntu, in the packages libasan and libubsan on Fedora. "
     "Without them the memory stage is left out."},
    {"LeakSanitizer", VARIANT_ASAN, FINDING_LEAK,
     "#include <stdlib.h>\n"
     "static void *volatile lost;\n"
     "int main(void)\n"
     "{\n"
     "    lost = malloc(16);\n"
     "    lost = NULL;\n"
     "    return 0;\n"
     "}\n",
     "LeakSanitizer needs ptrace, which some containers forbid: start the "
     "container with --cap-add=SYS_PTRACE. Without it leaks are not found."},
    {"ThreadSanitizer", VARIANT_TSAN, FINDING_DATA_RACE,
     "#include <pthread.h>\n"
     "static int n;\n"
     "static void *add(void *arg)\n"
     "{\n"
     "    n++;\n"
     "    return arg;\n"
     "}\n"
     "int main(void)\n"
     "{\n"
     "    pthread_t t;\n"
     "    pthread_create(&t, NULL, add, NULL);\n"
     "    n++;\n"
     "    pthread_join(t, NULL);\n"
     "    return 0;\n"
     "}\n" TOOLCHAIN_TSAN_SOURCE,
     "Install the library: it comes with gcc on Debian and Ubuntu, in the "
     "package libtsan on Fedora. If it is there and cannot start, run as root: "
     "sysctl vm.mmap_rnd_bits=28"},
};

static bool sees(struct list *l, const struct planted *p, const char *dir,
                 const struct sandbox_result *r)
{
    struct finding f = {0}, *found;
    size_t n;

    if (r->err.data == NULL)
        return false;
    const char *text =
        names_fill(l->a, r->err.data, file_join(l->a, dir, "prog"));
    if (p->variant == VARIANT_ASAN)
        return asan_parse(l->a, text, "trial.c", &f) && f.kind == p->kind;
    tsan_parse(l->a, text, "trial.c", &found, &n);
    return n > 0 && found[0].kind == p->kind;
}

/* What went wrong, or NULL. */
static const char *try_planted(struct list *l, const struct planted *p)
{
    struct args flags = {.arena = l->a};
    const struct text source = {(char *)p->source, strlen(p->source)};
    const struct sandbox_result *r;
    const struct toolchain *t;
    struct err e;
    const char *dir = sandbox_mkdir(l->a, l->box, p->name, &e);

    if (dir == NULL || !machine_toolchain(l->g, &t, &e))
        return arena_strdup(l->a, e.text);
    toolchain_flags(t, p->variant, &flags);
    if (!machine_compile(l->a, l->g, l->box, dir, "trial.c", &source,
                         flags.list, NULL, &r, &e))
        return arena_strdup(l->a, e.text);
    if (r->end != SANDBOX_EXITED || r->status != 0)
        return diagnostics_first(l->a, r->err.data);
    char *argv[] = {file_join(l->a, dir, "prog"), NULL};
    struct sandbox_spec spec = {
        .profile = p->variant == VARIANT_TSAN ? PROFILE_TSAN : PROFILE_ASAN,
        .argv = argv,
        .env = variant_env(t, p->variant, false),
        .dir = dir,
        .limits = {.wall_s = TRIAL_S,
                   .cpu_s = TRIAL_S,
                   .memory_mb = TRIAL_MB,
                   .output_max = TRIAL_OUTPUT,
                   .file_max_mb = 1}};
    if (!machine_run(l->a, l->box, &spec, NULL, l->tick, l->ctx, &r, &e))
        return arena_strdup(l->a, e.text);
    if (sees(l, p, dir, r))
        return NULL;
    return r->err.len > 0 ? arena_printf(l->a,
                                         "a planted mistake was not "
                                         "reported; it says: %s",
                                         diagnostics_first(l->a, r->err.data))
                          : "a planted mistake was not reported";
}

static void probe_sanitizers(struct list *l)
{
    for (size_t i = 0; i < sizeof planted / sizeof *planted; i++) {
        const char *wrong = try_planted(l, &planted[i]);
        add(l, planted[i].name, false, wrong == NULL,
            wrong ? wrong : "caught a planted mistake", planted[i].mend);
    }
}

static bool probe_compiler(struct list *l)
{
    const struct toolchain *t;
    struct err e;

    if (!machine_toolchain(l->g, &t, &e)) {
        add(l, "C compiler", true, false, arena_strdup(l->a, e.text),
            "Install one, on Debian and Ubuntu with: apt install gcc "
            "libc6-dev. Or name one in the variable CC.");
        return false;
    }
    add(l, "C compiler", true, true,
        arena_printf(l->a, "%s (%s)", t->version, t->cc), NULL);
    return true;
}

/* A test that uses Check's assertions, compiled against the real harness. */
static void probe_check(struct list *l)
{
    static const char program[] = "#include <check.h>\n"
                                  "int main(void)\n"
                                  "{\n"
                                  "    ck_assert_int_eq(1, 1);\n"
                                  "    return 0;\n"
                                  "}\n"
                                  "void _mark_point(const char *f, int l)\n"
                                  "{\n"
                                  "    (void)f, (void)l;\n"
                                  "}\n"
                                  "void _ck_assert_failed(const char *f, "
                                  "int l, const char *e, const char *m, ...)\n"
                                  "{\n"
                                  "    (void)f, (void)l, (void)e, (void)m;\n"
                                  "    for (;;)\n"
                                  "        ;\n"
                                  "}\n";
    const struct text source = {(char *)program, sizeof program - 1};
    const char *const flags[] = {"-std=c11", "-D_GNU_SOURCE", NULL};
    const struct sandbox_result *r;
    struct err e;
    const char *dir = sandbox_mkdir(l->a, l->box, "check", &e);
    bool ok = dir != NULL && machine_compile(l->a, l->g, l->box, dir, "trial.c",
                                             &source, flags, NULL, &r, &e);
    const char *found = ok ? "its header compiles" : arena_strdup(l->a, e.text);

    if (ok && (r->end != SANDBOX_EXITED || r->status != 0)) {
        ok = false;
        found = diagnostics_first(l->a, r->err.data);
    }
    add(l, "Check", true, ok, found,
        "Install the library Check, on Debian and Ubuntu with: apt install "
        "check");
}

/* What went wrong, or NULL. */
static const char *try_explorer(struct list *l)
{
    static const char program[] = "#include <pthread.h>\n"
                                  "static int shared;\n"
                                  "static void *work(void *arg)\n"
                                  "{\n"
                                  "    shared++;\n"
                                  "    return arg;\n"
                                  "}\n"
                                  "int main(void)\n"
                                  "{\n"
                                  "    pthread_t t;\n"
                                  "    pthread_create(&t, 0, work, 0);\n"
                                  "    shared++;\n"
                                  "    return pthread_join(t, 0);\n"
                                  "}\n";
    struct explore_result r;
    bool usage;
    struct err e;
    const char *dir = sandbox_mkdir(l->a, l->box, "planted", &e);

    if (dir == NULL)
        return arena_strdup(l->a, e.text);
    const char *const files[] = {file_join(l->a, dir, "trial.c")};
    const struct explore_request req = {.files = files,
                                        .nfiles = 1,
                                        .bound = -1,
                                        .tick = l->tick,
                                        .ctx = l->ctx};
    if (!sandbox_put(l->box, files[0], program, sizeof program - 1, false,
                     &e) ||
        !grader_explore(l->a, l->g, &req, &r, &usage, &e))
        return arena_strdup(l->a, e.text);
    if (r.nfindings > 0 && r.findings[0].kind == FINDING_DATA_RACE)
        return NULL;
    return r.why ? r.why : "a planted mistake was not found";
}

static void probe_explorer(struct list *l)
{
    const char *wrong = try_explorer(l);

    add(l, "schedule explorer", false, wrong == NULL,
        wrong ? wrong : "caught a planted mistake",
        "It needs gcc and binutils, on Debian and Ubuntu: apt install gcc "
        "binutils. It is there for x86-64 only.");
}

static void probe_layers(struct list *l)
{
    const struct layer *layers;
    size_t n = sandbox_layers(l->box, &layers);

    for (size_t i = 0; i < n; i++)
        add(l, layers[i].name, false, layers[i].active,
            layers[i].active ? "works" : arena_strdup(l->a, layers[i].why),
            "Programs are confined by what does work. A newer kernel, or a "
            "container that permits it, adds this layer.");
}

static void probe_machine(struct list *l)
{
    size_t processors = proc_processors();
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    long mb = pages / 1024 * page / 1024;

    add(l, "processors", false, processors > 1,
        arena_printf(l->a, "%zu", processors),
        "With one processor threads never run at the same time, so that a "
        "stress test sees few mistakes. Give this machine a second one.");
    add(l, "memory", false, mb >= MEMORY_NEEDED_MB,
        arena_printf(l->a, "%ld MB", mb),
        "Sanitizers need about 1 GB. Close other programs, or give this "
        "machine more.");
    if (l->g->cache == NULL)
        return;
    bool ok = file_is_dir(l->g->cache) && access(l->g->cache, W_OK) == 0;
    add(l, "cache", false, ok, l->g->cache,
        "Make the folder writable. Without it every grade compiles the tests "
        "again.");
}

bool grader_probe(struct arena *a, struct grader *g, void (*tick)(void *ctx),
                  void *ctx, struct probe **out, size_t *n, struct err *e)
{
    struct list l = {.a = a, .g = g, .tick = tick, .ctx = ctx};
    struct err ignored; /* probe_machine looks whether it worked */

    l.probes = ARENA_ARRAY(a, struct probe, PROBES_MAX);
    if (g->cache != NULL)
        (void)!file_mkdirs(g->cache, 0700, &ignored);
    if (!sandbox_open(&l.box, e))
        return false;
    if (probe_compiler(&l)) {
        probe_check(&l);
        probe_sanitizers(&l);
        probe_explorer(&l);
    }
    probe_layers(&l);
    probe_machine(&l);
    sandbox_close(l.box);
    *out = l.probes;
    *n = l.n;
    return true;
}
