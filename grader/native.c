/* Running a program on the processor itself, a million times.
 *
 * The program is compiled as a learner would do it, with -O1 and no
 * instrumentation, and linked with the driver of grader/harness/tally.c:
 * objcopy gives the driver's names to what it calls for threads, printing and
 * its end. A run that hangs or crashes ends the process; then it is started
 * again. */
#include "grader/native.h"

#include "grader/diagnostics.h"
#include "grader/source.h"
#include "src/base/buf.h"
#include "src/base/proc.h"

#include <string.h>

enum {
    MILLISECONDS = 10000, /* for all runs together: a learner waits for it */
    LEAST_MS = 100,       /* starting again for less is not worth it */
    STARTS_MAX = 50,      /* of the process: each run that crashes ends it */
    SPARE_S = 10,         /* for a run that hangs, and on a busy machine */
    MEMORY_MB = 1024,
    OUTPUT_MAX = 1 << 16, /* bytes; it prints nothing */
    OURS_MAX = 1 << 20,   /* bytes of a file of the driver */
};

/* What the driver has functions for; it calls them tally_NAME. */
static const char *const taken[] = {
    "main",           "exit",           "_exit",
    "_Exit",          "quick_exit",     "abort",
    "__assert_fail",  "__assert",       "pthread_create",
    "pthread_join",   "pthread_detach", "pthread_exit",
    "thrd_create",    "thrd_join",      "thrd_detach",
    "thrd_exit",      "printf",         "vprintf",
    "fprintf",        "vfprintf",       "dprintf",
    "vdprintf",       "puts",           "fputs",
    "fputs_unlocked", "putchar",        "putchar_unlocked",
    "putc",           "putc_unlocked",  "fputc",
    "fputc_unlocked", "fwrite",         "fwrite_unlocked",
    "write",          "perror",
};

static const char *const driver[] = {"tally.c", "tally_threads.c",
                                     "tally_print.c", "tally.h", "tally.ld"};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Threads that are used again, and variables that are not put back, would make
 * a run depend on those before it. */
static const struct {
    const char *word;
    const char *why;
} kept[] = {
    {"_Thread_local", "thread-local variables"},
    {"thread_local", "thread-local variables"},
    {"__thread", "thread-local variables"},
    {"pthread_key_create", "thread-specific data"},
    {"tss_create", "thread-specific data"},
    {"pthread_cleanup_push", "clean-up handlers"},
};

static const char *refusal(const struct explored_program *p)
{
    for (size_t i = 0; i < p->nfiles; i++) {
        for (size_t k = 0; k < COUNT(kept); k++) {
            int line = source_line_of(&p->files[i].text, kept[k].word);
            if (line > 0)
                return arena_printf(p->a,
                                    "%s:%d: %s are not put back between runs",
                                    p->files[i].name, line, kept[k].why);
        }
    }
    return NULL;
}

/* ------------------------------------------------------------------- building
 */

static const char build[] =
    "cc=$1 objcopy=$2 n=0\n"
    "shift 2\n"
    "for source in \"$@\"; do\n"
    "    \"$cc\" -w -O1 -g -std=gnu11 -D_GNU_SOURCE -pthread -fno-pie "
    "-fno-stack-protector -U_FORTIFY_SOURCE -D__NO_INLINE__ -fdata-sections "
    "-c -o \"$n.native.o\" \"./$source\" && \"$objcopy\" "
    "--redefine-syms=tally/syms \"$n.native.o\" \"$n.program.o\" || exit 1\n"
    "    n=$((n + 1))\n"
    "done\n"
    "exec \"$cc\" -O2 -std=gnu11 -D_GNU_SOURCE -U_FORTIFY_SOURCE -pthread "
    "-no-pie -o native "
    "*.program.o tally/*.c -Wl,-T,tally/tally.ld -lm\n";

static bool put(struct explored_program *p, const char *name,
                const struct text *text)
{
    return sandbox_put(p->box, file_join(p->a, p->dir, name), text->data,
                       text->len, false, p->e);
}

static bool put_driver(struct explored_program *p)
{
    const char *share = file_join(p->a, p->g->share, "grader/harness");
    struct buf names = BUF_INIT;
    struct text text;
    bool ok = sandbox_mkdir(p->a, p->box, "explore/tally", p->e) != NULL;

    for (size_t i = 0; ok && i < COUNT(driver); i++)
        ok = file_read(p->a, file_join(p->a, share, driver[i]), OURS_MAX, &text,
                       p->e) &&
             put(p, file_join(p->a, "tally", driver[i]), &text);
    for (size_t i = 0; i < COUNT(taken); i++)
        buf_printf(&names, "%s tally_%s\n", taken[i], taken[i]);
    text = (struct text){names.data, names.len};
    ok = ok && put(p, "tally/syms", &text);
    buf_free(&names);
    return ok;
}

/* Leaves DIR/native, or out->why. */
static bool compile(struct explored_program *p, struct outcomes_tally *out)
{
    struct args args = {.arena = p->a};
    const char *const head[] = {p->x->sh,       "-c",          build, "sh",
                                p->x->tools.cc, p->x->objcopy, NULL};
    const struct sandbox_result *r;

    args_add_all(&args, head);
    for (size_t i = 0; i < p->nsources; i++)
        args_add(&args, p->files[i].name);
    const struct sandbox_spec spec = {.profile = PROFILE_COMPILE,
                                      .argv = (char *const *)args.list,
                                      .env = toolchain_env(p->a, p->dir),
                                      .dir = p->dir,
                                      .limits = machine_compile_limits()};
    if (!put_driver(p) ||
        !machine_run(p->a, p->box, &spec, p->stop, p->tick, p->ctx, &r, p->e))
        return false;
    p->stopped = r->end == SANDBOX_STOPPED;
    if (!p->stopped && (r->end != SANDBOX_EXITED || r->status != 0))
        out->why = arena_printf(
            p->a, "it cannot be built: %s",
            diagnostics_first(p->a,
                              diagnostics_text(p->a, r, sandbox_dir(p->box))));
    return true;
}

/* -------------------------------------------------------------------- running
 */

/* One life of the process. */
struct life {
    struct explored_program *p;
    const char *const *args;
    long runs, ms; /* at most */
    const struct sandbox_result *r;
    struct schedule_record record;
};

static bool live(struct life *l)
{
    struct explored_program *p = l->p;
    struct args argv = {.arena = p->a};
    double seconds = (double)l->ms / 1000 + SPARE_S;

    args_add(&argv, file_join(p->a, p->dir, "native"));
    args_add(&argv, arena_printf(p->a, "%ld", l->runs));
    args_add(&argv, arena_printf(p->a, "%ld", l->ms));
    args_add_all(&argv, l->args);
    const struct sandbox_spec spec = {
        .profile = PROFILE_RUN,
        .argv = (char *const *)argv.list,
        .env = variant_env(&p->x->tools, VARIANT_PLAIN, false),
        .dir = p->run_dir,
        .limits = {.wall_s = seconds,
                   .cpu_s = seconds * (double)proc_processors(),
                   .memory_mb = MEMORY_MB,
                   .output_max = OUTPUT_MAX,
                   .file_max_mb = 1},
        .channel = true};
    if (!machine_run(p->a, p->box, &spec, p->stop, p->tick, p->ctx, &l->r,
                     p->e))
        return false;
    p->stopped = l->r->end == SANDBOX_STOPPED;
    return true;
}

/* Why it left no report; NULL if it did. */
static const char *no_report(struct life *l)
{
    struct err ignored;

    if (l->r->end == SANDBOX_MEMORY)
        return "its runs together take too much memory";
    if (l->r->end != SANDBOX_EXITED || l->r->status != 0 ||
        !schedule_record_parse(l->p->a, &l->r->records, &l->record, &ignored) ||
        !l->record.ended)
        return "the driver gave no result";
    return NULL;
}

static bool run_all(struct explored_program *p, const char *const *args,
                    native_count *count, void *ctx, struct outcomes_tally *out)
{
    struct life l = {.p = p, .args = args};
    double left = MILLISECONDS;

    for (int k = 0; k < STARTS_MAX; k++) {
        l.runs = out->wanted - out->runs;
        l.ms = (long)left;
        if (l.runs <= 0 || l.ms < LEAST_MS)
            break;
        if (!live(&l))
            return false;
        if (p->stopped)
            return true;
        out->why = no_report(&l);
        if (out->why != NULL)
            return true;
        for (size_t i = 0; i < l.record.noutcomes; i++)
            count(ctx, &l.record.outcomes[i]);
        left -= l.r->seconds * 1000;
        out->seconds += l.r->seconds;
        out->runs += l.record.tally.runs;
        out->uncounted += l.record.tally.uncounted;
        out->processors = l.record.tally.processors;
        out->pinned = l.record.tally.pinned;
    }
    if (out->runs < out->wanted)
        out->why = l.record.tally.stuck ? "too many of them hang or crash"
                                        : "the time was up";
    return true;
}

bool native_tally(struct explored_program *p, const char *const *args,
                  long runs, native_count *count, void *ctx,
                  struct outcomes_tally *out)
{
    *out = (struct outcomes_tally){.wanted = runs};
    if (runs == 0)
        return true;
    out->why = refusal(p);
    if (out->why != NULL)
        return true;
    if (!compile(p, out))
        return false;
    return p->stopped || out->why != NULL || run_all(p, args, count, ctx, out);
}
