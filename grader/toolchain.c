/* The C compiler of this machine and the flags of each build. */
#include "grader/toolchain.h"

#include "src/base/proc.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
    VERSION_MAX = 4096,     /* bytes of `cc --version` */
    VERSION_WAIT_MS = 5000, /* it answers in milliseconds */
};

static const char *const names[VARIANT_COUNT] = {
    [VARIANT_PLAIN] = "plain",
    [VARIANT_ASAN] = "asan",
    [VARIANT_TSAN] = "tsan",
};

/* _FORTIFY_SOURCE, which distributions switch on, forbids jumps between stacks
 * that some exercises need. */
static const char *const flags_common[] = {
    "-std=c11", "-D_GNU_SOURCE", "-pthread", "-g", "-U_FORTIFY_SOURCE", NULL};

static const char *const flags_variant[VARIANT_COUNT][6] = {
    [VARIANT_PLAIN] = {"-O2"},
    [VARIANT_ASAN] = {"-O1", "-fsanitize=address,undefined",
                      "-fno-sanitize-recover=undefined",
                      "-fno-omit-frame-pointer"},
    [VARIANT_TSAN] = {"-O1", "-fsanitize=thread", "-fno-omit-frame-pointer"},
};

#define ENV_COMMON "PATH=/usr/bin:/bin", "LC_ALL=C"

/* abort and its message are read as in the plain build. */
#define ASAN_OPTIONS                                                      \
    "ASAN_OPTIONS=exitcode=66:detect_leaks=1:handle_abort=0:color=never:" \
    "allocator_may_return_null=1:detect_stack_use_after_return=1"
#define TSAN_OPTIONS                                                    \
    "TSAN_OPTIONS=exitcode=66:halt_on_error=0:second_deadlock_stack=1:" \
    "report_thread_leaks=1:handle_abort=0:color=never:history_size=4:"  \
    "allocator_may_return_null=1:atexit_sleep_ms=0"

/* See names.h. */
#define BY_ADDRESS ":symbolize=0:external_symbolizer_path="

static char *const env_plain[] = {ENV_COMMON, NULL};
static char *const env_asan_named[] = {
    ENV_COMMON, ASAN_OPTIONS, "LSAN_OPTIONS=exitcode=66:color=never",
    "UBSAN_OPTIONS=print_stacktrace=1", NULL};
static char *const env_tsan_named[] = {ENV_COMMON, TSAN_OPTIONS, NULL};
static char *const env_asan[] = {
    ENV_COMMON, ASAN_OPTIONS BY_ADDRESS,
    "LSAN_OPTIONS=exitcode=66:color=never" BY_ADDRESS,
    "UBSAN_OPTIONS=print_stacktrace=1" BY_ADDRESS, NULL};
static char *const env_tsan[] = {ENV_COMMON, TSAN_OPTIONS BY_ADDRESS, NULL};

const char *variant_name(enum variant v)
{
    return names[v];
}

void args_add(struct args *args, const char *arg)
{
    if (args->n + 1 >= args->room) {
        size_t room = args->room ? 2 * args->room : 32;
        const char **list = ARENA_ARRAY(args->arena, const char *, room);
        for (size_t i = 0; i < args->n; i++)
            list[i] = args->list[i];
        args->list = list;
        args->room = room;
    }
    args->list[args->n++] = arg;
    args->list[args->n] = NULL;
}

void args_add_all(struct args *args, const char *const *list)
{
    for (; list != NULL && *list != NULL; list++)
        args_add(args, *list);
}

const char *args_text(struct arena *a, const struct args *args)
{
    struct buf out = BUF_INIT;

    for (size_t i = 0; i < args->n; i++) {
        buf_adds(&out, args->list[i]);
        buf_addc(&out, ' ');
    }
    char *text = buf_keep(a, &out);
    buf_free(&out);
    return text;
}

static bool ask_version(const struct toolchain *t, struct buf *out, int *status,
                        struct err *e)
{
    char *argv[] = {(char *)t->cc, "--version", NULL};

    return proc_capture(argv, VERSION_MAX, VERSION_WAIT_MS, out, status, e);
}

/* As any job of ours, what is killed is run once more (work.c). */
static bool identify(struct arena *a, struct toolchain *t, struct err *e)
{
    struct buf out = BUF_INIT;
    int status;
    bool ok = ask_version(t, &out, &status, e);

    if (ok && status == 128 + SIGKILL)
        ok = ask_version(t, &out, &status, e);
    if (ok && status == 128 + SIGKILL)
        ok = err_lack(e, "%s --version was killed twice by SIGKILL", t->cc);
    else if (ok && (status != 0 || out.len == 0))
        ok = err_set(e, "%s --version failed", t->cc);
    if (ok) {
        t->version = arena_strndup(a, out.data, strcspn(out.data, "\n"));
        t->identity = arena_printf(a, "%s %s", t->cc, t->version);
        t->clang = strstr(t->version, "clang") != NULL;
    }
    buf_free(&out);
    return ok;
}

/* gold links a program for AddressSanitizer in a third of the time that ld
 * takes, and the others in two thirds. Used where it was tried: on x86-64. Who
 * links with it links again without where that fails, for ld's messages are the
 * ones that are read. */
static void choose_linker(struct arena *a, struct toolchain *t)
{
#if defined(__x86_64__)
    if (proc_find(a, "ld.gold") == NULL)
        return;
    t->linker = "-fuse-ld=gold";
    t->identity = arena_printf(a, "%s %s", t->identity, t->linker);
#else
    (void)a;
    (void)t;
#endif
}

bool toolchain_find(struct arena *a, struct toolchain *out, struct err *e)
{
    const char *wanted = getenv("CC");
    const char *const candidates[] = {wanted, "cc", "gcc", "clang"};

    *out = (struct toolchain){0};
    if (wanted != NULL && *wanted != '\0' && proc_find(a, wanted) == NULL)
        return err_set(e,
                       "CC is '%s', but there is no such program; unset it, "
                       "or let it name one C compiler, without options",
                       wanted);
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        if (candidates[i] == NULL || *candidates[i] == '\0')
            continue;
        out->cc = proc_find(a, candidates[i]);
        if (out->cc == NULL)
            continue;
        if (!identify(a, out, e))
            return false;
        choose_linker(a, out);
        return true;
    }
    return err_set(e, "there is no C compiler (cc, gcc or clang); install one, "
                      "on Debian and Ubuntu with: apt install gcc libc6-dev");
}

bool toolchain_gcc(struct arena *a, const struct toolchain *t,
                   struct toolchain *out, struct err *e)
{
    *out = *t;
    if (!t->clang)
        return true;
    out->cc = proc_find(a, "gcc");
    if (out->cc == NULL)
        return err_set(e, "it needs gcc, and there is only clang");
    out->clang = false;
    return identify(a, out, e) &&
           (!out->clang ||
            err_set(e, "it needs gcc, and %s is clang", out->cc));
}

bool toolchain_named(struct arena *a, const char *name, struct toolchain *out)
{
    struct err ignored;

    *out = (struct toolchain){.cc = proc_find(a, name)};
    return out->cc != NULL && identify(a, out, &ignored);
}

void toolchain_flags(const struct toolchain *t, enum variant v,
                     struct args *out)
{
    args_add_all(out, flags_common);
    /* Without the table of addresses libdw does not find clang's lines. */
    if (t->clang)
        args_add(out, "-gdwarf-aranges");
    args_add_all(out, flags_variant[v]);
}

void toolchain_own_stacks(const struct toolchain *t, enum variant v,
                          struct args *out)
{
    if (v != VARIANT_ASAN)
        return;
    if (t->clang)
        args_add(out, "-mllvm");
    args_add(out, t->clang ? "-asan-stack=0" : "--param=asan-stack=0");
}

void toolchain_diagnostics(const struct toolchain *t, const char *dir,
                           struct args *out)
{
    args_add(out, t->clang ? "-ferror-limit=20" : "-fmax-errors=20");
    args_add(out,
             t->clang ? "-fno-color-diagnostics" : "-fdiagnostics-color=never");
    /* Programs must not depend on where our scratch folder happened to be. */
    args_add(out, arena_printf(out->arena, "-fdebug-prefix-map=%s=.", dir));
}

char *const *toolchain_env(struct arena *a, const char *dir)
{
    char **env = ARENA_ARRAY(a, char *, 4);

    env[0] = "PATH=/usr/bin:/bin";
    env[1] = "LC_ALL=C";
    env[2] = arena_printf(a, "TMPDIR=%s", dir);
    return env;
}

char *const *variant_env(const struct toolchain *t, enum variant v, bool named)
{
    /* clang's runtimes would start another program for it. */
    named = named && !t->clang;
    if (v == VARIANT_ASAN)
        return named ? env_asan_named : env_asan;
    if (v == VARIANT_TSAN)
        return named ? env_tsan_named : env_tsan;
    return env_plain;
}
