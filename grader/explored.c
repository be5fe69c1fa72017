/* Building and running a program for the explorer.
 *
 * gcc's -fsanitize=thread puts a call in front of every access to memory. The
 * runtime that these calls belong to is not linked: explore.o has its own.
 *
 * X1. Calls to what the runtime has its own of go there, by a new name that
 *     objcopy gives them: nothing stands between the runtime and libc.
 * X2. The program's global variables lie in sections of their own, so that they
 *     can be put back to their first values.
 * X3. A call that leads anywhere else is refused before anything runs: it could
 *     wait, or change something, without the explorer's knowledge. */
#include "grader/explored.h"

#include "grader/diagnostics.h"
#include "grader/source.h"

#include "src/base/buf.h"

#include <stdlib.h>
#include <string.h>

enum {
    SECONDS = 20,      /* of processor time; most proofs take well below 1 s */
    SECONDS_SPARE = 5, /* to tell what was found */
    WALL_PER_CPU = 10, /* a busy machine gives a tenth of a processor */
    MEMORY_MB = 1024,  /* resident; it reserves more */
    OUTPUT_MAX = 64 << 10,
};

bool explored_put(struct sandbox *box, const char *dir,
                  const struct explorer *x, struct err *e)
{
    const struct {
        const char *name;
        const struct text *text;
    } files[] = {{"scenario.h", &x->header},
                 {"taken.syms", &x->taken},
                 {"explore.o", &x->runtime}};
    struct arena *a = arena_new();
    bool ok = true;

    for (size_t i = 0; ok && i < sizeof files / sizeof *files; i++)
        ok = sandbox_put(box, file_join(a, dir, files[i].name),
                         files[i].text->data, files[i].text->len, false, e);
    arena_free(a);
    return ok;
}

struct text explored_key(struct arena *a, const struct explorer *x,
                         const char *what, const struct text *const *texts,
                         size_t n)
{
    struct buf key = BUF_INIT;

    buf_printf(&key, "explored %s\n%s\n%s\n", TL_VERSION, x->identity, what);
    for (size_t i = 0; i < n; i++) {
        buf_printf(&key, "%zu\n", texts[i]->len);
        buf_add(&key, texts[i]->data, texts[i]->len);
    }
    struct text out = {arena_alloc(a, key.len + 1), key.len};
    memcpy(out.data, key.data, key.len);
    buf_free(&key);
    return out;
}

struct text explored_pack(struct arena *a, const char *symbols,
                          const struct text *binary)
{
    size_t head = strlen(symbols) + 1;
    struct text out = {arena_alloc(a, head + binary->len + 1),
                       head + binary->len};

    memcpy(out.data, symbols, head);
    memcpy(out.data + head, binary->data, binary->len);
    return out;
}

const char *explored_unpack(const struct text *packed, struct text *binary)
{
    size_t head = strnlen(packed->data, packed->len) + 1;

    if (head > packed->len)
        return NULL;
    *binary = (struct text){packed->data + head, packed->len - head};
    return packed->data;
}

/* ------------------------------------------------------------------ building
 */

static const char *const common[] = {
    "-std=gnu11", "-D_GNU_SOURCE", "-pthread", "-g", "-fno-omit-frame-pointer",
    "-fno-pie", "-fno-stack-protector", "-U_FORTIFY_SOURCE",
    "-fsanitize=thread",
    /* The runtime reads stacks itself. */
    "--param=tsan-instrument-func-entry-exit=0",
    /* A program is not told that it is explored. */
    "-U__SANITIZE_THREAD__", NULL};

static const char compile[] =
    "objcopy=$1 nm=$2 source=$3 object=$4\n"
    "shift 4\n"
    "\"$@\" -c -o \"$object.whole\" \"$source\" || exit 1\n"
    "\"$objcopy\" --redefine-syms=taken.syms --rename-section .data=ex_data "
    "--rename-section .bss=ex_bss --rename-section .init_array=ex_first "
    "--rename-section .fini_array=ex_last "
    "\"$object.whole\" \"$object\" || exit 2\n" TOOLCHAIN_NM " || exit 2\n";

/* Without optimisation the temporaries of one turn of a loop keep what the turn
 * before left there, and turns that do the same look different to spin.c. From
 * this version on, gcc can set them to 0. */
enum { GCC_WITH_AUTO_INIT = 12 };

static bool sets_temporaries(const struct toolchain *gcc)
{
    const char *number = strrchr(gcc->version, ' ');

    return number != NULL && atoi(number) >= GCC_WITH_AUTO_INIT;
}

struct args explored_compile(struct arena *a, const struct explorer *x,
                             enum explored_level level, const char *source,
                             const char *object, const char *const *flags)
{
    struct args args = {.arena = a};
    const char *const head[] = {x->sh, "-c",   compile, "sh",        x->objcopy,
                                x->nm, source, object,  x->tools.cc, NULL};

    args_add_all(&args, head);
    args_add(&args, level == EXPLORED_O0 ? "-O0" : "-O1");
    if (level == EXPLORED_O0 && sets_temporaries(&x->tools))
        args_add(&args, "-ftrivial-auto-var-init=zero");
    args_add_all(&args, common);
    args_add_all(&args, flags);
    return args;
}

struct args explored_link(struct arena *a, const struct explorer *x,
                          const char *const *objects, size_t n,
                          const char *program, bool whole)
{
    struct args args = {.arena = a};

    args_add(&args, x->tools.cc);
    args_add(&args, "-no-pie");
    if (!whole)
        args_add(&args, "-Wl,--unresolved-symbols=ignore-all");
    args_add(&args, "-o");
    args_add(&args, program);
    for (size_t i = 0; i < n; i++)
        args_add(&args, objects[i]);
    args_add(&args, "explore.o");
    args_add(&args, "-lpthread");
    args_add(&args, "-lm");
    return args;
}

/* ------------------------------------------------------------------- symbols
 */

/* One line of nm -P: "NAME TYPE VALUE SIZE". */
struct symbol_line {
    const char *name;
    size_t len;
    bool defined;
};

static bool next_symbol(const char **at, struct symbol_line *out)
{
    const char *line = *at;
    size_t len = strcspn(line, "\n");

    if (*line == '\0')
        return false;
    out->name = line;
    out->len = strcspn(line, " \n");
    char type = out->len + 1 < len ? line[out->len + 1] : 'U';
    out->defined = strchr("Uwv", type) == NULL;
    *at = line + len + (line[len] == '\n');
    return true;
}

static bool defined_somewhere(const char *symbols, const char *name, size_t len)
{
    struct symbol_line l;

    while (next_symbol(&symbols, &l)) {
        if (l.defined && l.len == len && strncmp(l.name, name, len) == 0)
            return true;
    }
    return false;
}

bool explored_defines(const char *symbols, const char *name)
{
    struct symbol_line l;

    while (next_symbol(&symbols, &l)) {
        size_t skip = strncmp(l.name, "ex_", 3) == 0 ? 3 : 0; /* X1 */
        if (l.defined && l.len - skip == strlen(name) &&
            strncmp(l.name + skip, name, l.len - skip) == 0)
            return true;
    }
    return false;
}

/* The name that a source has for it: "__isoc99_sscanf" is sscanf. */
static const char *in_source(const char *name)
{
    const char *rest =
        strncmp(name, "__isoc", 6) == 0 ? strchr(name + 6, '_') : NULL;

    return rest != NULL ? rest + 1 : name;
}

/* "counter.c:12: " where the word stands there, else "". */
static const char *where(struct arena *a, const char *word,
                         const struct explored_source *sources, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int line = source_line_of(&sources[i].text, word);
        if (line > 0)
            return arena_printf(a, "%s:%d: ", sources[i].name, line);
    }
    return "";
}

static const char *refuse_assembly(struct arena *a,
                                   const struct explored_source *sources,
                                   size_t n)
{
    static const char *const words[] = {"asm", "__asm", "__asm__"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *place = where(a, words[i], sources, n);
        if (*place != '\0')
            return arena_printf(a,
                                "%sthe explorer cannot see what inline "
                                "assembly does",
                                place);
    }
    return NULL;
}

const char *explored_refusal(struct arena *a, const struct explorer *x,
                             const char *symbols,
                             const struct explored_source *sources, size_t n)
{
    struct symbol_line l;
    const char *why;

    for (const char *at = symbols; next_symbol(&at, &l);) {
        if (l.defined || defined_somewhere(symbols, l.name, l.len))
            continue;
        const char *name = arena_strndup(a, l.name, l.len);
        if (!explorer_knows(a, x, name, &why)) /* X3 */
            return arena_printf(a, "%s%s",
                                where(a, in_source(name), sources, n), why);
    }
    return refuse_assembly(a, sources, n);
}

/* -------------------------------------------------------------------- running
 */

const char *const memory_model_names[MODEL_COUNT] = {
    [MODEL_C11] = "c11", [MODEL_TSO] = "tso", [MODEL_SC] = "sc"};

static double seconds_of(const struct explored_run *run)
{
    return run->seconds > 0 ? run->seconds : SECONDS;
}

struct args explored_argv(struct arena *a, const struct explored_run *run)
{
    struct args args = {.arena = a};

    args_add(&args, run->program);
    args_add(&args, "--model");
    args_add(&args, memory_model_names[run->model]);
    args_add(&args, "--cpu-ms");
    args_add(&args, arena_printf(a, "%.0f", seconds_of(run) * 1000));
    if (run->scenario != NULL) {
        args_add(&args, "--scenario");
        args_add(&args, run->scenario);
    }
    if (run->bound >= 0) {
        args_add(&args, "--bound");
        args_add(&args, arena_printf(a, "%d", run->bound));
    }
    if (run->inject != NULL) {
        args_add(&args, "--inject");
        args_add(&args, run->inject);
    }
    if (run->reuse)
        args_add(&args, "--reuse");
    if (run->outcomes)
        args_add(&args, "--outcomes");
    if (run->schedule != NULL) {
        args_add(&args, run->stops ? "--play" : "--replay");
        args_add(&args, run->schedule);
    }
    args_add(&args, "--");
    args_add_all(&args, run->args);
    return args;
}

struct sandbox_limits explored_limits(const struct explored_run *run)
{
    double cpu = seconds_of(run) + SECONDS_SPARE;

    return (struct sandbox_limits){.cpu_s = cpu,
                                   .wall_s = cpu * WALL_PER_CPU,
                                   .memory_mb = MEMORY_MB,
                                   .output_max = OUTPUT_MAX,
                                   .file_max_mb = 1};
}

/* Why a run left no result. */
static const char *why_ended(struct arena *a, const struct sandbox_result *r,
                             const struct sandbox_limits *limits)
{
    switch (r->end) {
    case SANDBOX_CPU:
    case SANDBOX_WALL:
        return "the explorer was not done in time";
    case SANDBOX_MEMORY:
        return arena_printf(a, "the explorer needed more than %zu MB of memory",
                            limits->memory_mb);
    case SANDBOX_OUTPUT:
        return "the program printed too much while it was explored";
    case SANDBOX_SIGNALED:
        return arena_printf(a, "the explorer broke down: %s",
                            strsignal(r->status));
    default:
        return arena_printf(
            a, "the explorer gave no result%s%s", r->err.len > 0 ? ": " : "",
            r->err.len > 0 ? diagnostics_first(a, r->err.data) : "");
    }
}

bool explored_judge(struct arena *a, const struct sandbox_result *r,
                    const struct sandbox_limits *limits,
                    const struct trace_program *p, struct exploration *out,
                    struct finding *f)
{
    struct schedule_record record;
    struct err e;

    out->outcome = OUTCOME_UNSURE;
    out->bound = -1;
    if (!schedule_record_parse(a, &r->records, &record, &e)) {
        out->why = arena_strdup(a, e.text);
        return false;
    }
    if (!record.ended || r->end != SANDBOX_EXITED || r->status != 0) {
        out->why = why_ended(a, r, limits);
        return false;
    }
    const struct result_record *result = &record.result;
    out->executions = result->executions;
    out->samples = result->samples;
    out->proved = result->proved;
    out->bound = result->bound;
    out->why = result->why;
    out->outcome = result->outcome;
    if (result->outcome != OUTCOME_FAILED)
        return false;
    if (!record.found) {
        out->outcome = OUTCOME_UNSURE;
        out->why = "the explorer failed without saying why";
        return false;
    }
    *f = trace_finding(a, &record, p);
    return true;
}

void explored_optimised(struct arena *a, struct finding *f)
{
    f->message = arena_printf(a, "%s (compiled with -O1)", f->message);
    if (f->schedule != NULL)
        f->schedule = arena_printf(a, "%s%s", f->schedule, EXPLORED_OPTIMISED);
}

void explored_merge(struct exploration *into, const struct exploration *more)
{
    const bool worse =
        more->outcome == OUTCOME_FAILED ||
        (more->outcome == OUTCOME_UNSURE && into->outcome != OUTCOME_FAILED);

    if (into->outcome == OUTCOME_SKIPPED || worse)
        into->outcome = more->outcome;
    into->proved = more->proved && (into->proved || into->executions == 0);
    into->bound = into->executions == 0 || more->bound < into->bound
                      ? more->bound
                      : into->bound;
    if (into->why == NULL || worse)
        into->why = more->why;
    into->executions += more->executions;
    into->samples += more->samples;
}

bool explored_list(struct arena *a, const struct sandbox_result *r,
                   struct exploration **out, size_t *n, struct err *e)
{
    struct schedule_record record;

    if (r->end != SANDBOX_EXITED || r->status != 0)
        return err_set(e, "the scenarios cannot be listed: %s",
                       r->err.len > 0 ? r->err.data : "no answer");
    if (!schedule_record_parse(a, &r->records, &record, e))
        return false;
    *n = record.nscenarios;
    *out = ARENA_ARRAY(a, struct exploration, *n);
    for (size_t i = 0; i < *n; i++)
        (*out)[i] = (struct exploration){.id = record.scenarios[i].id,
                                         .what = record.scenarios[i].what,
                                         .outcome = OUTCOME_SKIPPED,
                                         .bound = -1};
    return true;
}
