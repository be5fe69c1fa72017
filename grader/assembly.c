/* Compiles a file to assembly language and reads that.
 *
 * The compiler writes each function as
 *
 *         .type   push, @function         (%function for Arm)
 *     push:
 *         .loc 1 31 5                     file, line, column
 *         movl    $1, (%rdi)
 *     .L3:                                somewhere to jump to
 *         .size   push, .-push
 *
 * so that no disassembler is needed, and the same reader serves every compiler
 * for every machine. Directives and labels that nobody jumps to are dropped. */
#include "grader/assembly.h"

#include "grader/diagnostics.h"
#include "grader/explored_program.h"
#include "grader/machine.h"
#include "grader/report.h"
#include "src/base/buf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    TEXT_MAX = 4 << 20,   /* bytes of assembly: far more than is shown */
    FILES_MAX = 64,       /* bits of a mask; the source is among the first */
    FUNCTIONS_MAX = 64,   /* of a file, where all are asked for */
    NAME_MAX_BYTES = 256, /* of a symbol */
};

/* ------------------------------------------------------------------- reading
 */

/* The function being read. */
struct reader {
    struct arena *a;
    const char *name; /* of the source */
    uint64_t files;   /* a bit for each number that it has in .loc lines */
    int line;         /* of the instructions that follow */
    struct assembly_line *lines;
    size_t n, room;
};

static void add(struct reader *r, bool label, const char *text, size_t len)
{
    if (r->n == r->room) {
        size_t room = r->room ? 2 * r->room : 64;
        struct assembly_line *lines =
            ARENA_ARRAY(r->a, struct assembly_line, room);
        if (r->n > 0)
            memcpy(lines, r->lines, r->n * sizeof *lines);
        r->lines = lines;
        r->room = room;
    }
    r->lines[r->n++] =
        (struct assembly_line){.line = label ? 0 : r->line,
                               .label = label,
                               .text = arena_strndup(r->a, text, len)};
}

/* `.file 1 "dir" "path"` or `.file 1 "path"`: is it the source? */
static void note_file(struct reader *r, const char *at, size_t len)
{
    char *line = arena_strndup(r->a, at, len), *end = strrchr(line, '"');
    long number = strtol(line, NULL, 10);

    if (end == NULL || number < 0 || number >= FILES_MAX)
        return;
    *end = '\0';
    const char *path = strrchr(line, '"');
    if (path != NULL && strcmp(file_base(path + 1), r->name) == 0)
        r->files |= UINT64_C(1) << number;
}

/* `.loc 1 31 5`. Lines of other files, whose code was inlined, belong to the
 * line that asked for it. */
static void note_line(struct reader *r, const char *at, size_t len)
{
    char *end;
    const char *text = arena_strndup(r->a, at, len);
    long file = strtol(text, &end, 10);

    if (file >= 0 && file < FILES_MAX && (r->files >> file & 1))
        r->line = report_number(end + strspn(end, " \t"));
}

/* "movl $1, (%rdi)": with single blanks, and without comments. */
static void note_instruction(struct reader *r, const char *at, size_t len)
{
    char *text = arena_strndup(r->a, at, len);
    size_t n = 0;

    char before = '\t';
    for (const char *from = text; *from; from++) {
        const char c = *from; /* written over, perhaps */
        if ((c == '#' && before == '\t') || strncmp(from, "//", 2) == 0)
            break;
        if (c != '\t' && c != ' ')
            text[n++] = c;
        else if (n > 0 && text[n - 1] != ' ')
            text[n++] = ' ';
        before = c;
    }
    if (n > 0 && text[n - 1] == ' ')
        n--;
    if (n > 0)
        add(r, false, text, n);
}

static void note(struct reader *r, const char *at, size_t len)
{
    size_t blanks = strspn(at, " \t");

    if (blanks >= len || at[blanks] == '#')
        return;
    if (blanks == 0) {
        if (len > 1 && at[len - 1] == ':')
            add(r, true, at, len);
        return;
    }
    at += blanks;
    len -= blanks;
    if (strncmp(at, ".loc", 4) == 0)
        note_line(r, at + 4, len - 4);
    else if (*at != '.')
        note_instruction(r, at, len);
}

static bool jumped_to(const struct reader *r, const char *label)
{
    size_t len = strlen(label) - 1; /* the colon */
    const char *name = arena_strndup(r->a, label, len);

    for (size_t i = 0; i < r->n; i++) {
        const char *at = r->lines[i].label ? NULL : r->lines[i].text;
        while (at != NULL && (at = strstr(at, name)) != NULL) {
            at += len;
            if (strspn(at, "0123456789") == 0)
                return true;
        }
    }
    return false;
}

static void drop_labels(struct reader *r)
{
    size_t kept = 0;

    for (size_t i = 0; i < r->n; i++) {
        if (!r->lines[i].label || jumped_to(r, r->lines[i].text))
            r->lines[kept++] = r->lines[i];
    }
    r->n = kept;
}

/* Where the text goes on behind "\nWHAT", or NULL. */
static const char *find_line(const char *text, const char *what)
{
    size_t len = strlen(what);

    if (strncmp(text, what, len) == 0)
        return text + len;
    for (const char *at = strchr(text, '\n'); at != NULL;
         at = strchr(at + 1, '\n')) {
        if (strncmp(at + 1, what, len) == 0)
            return at + 1 + len;
    }
    return NULL;
}

static void find_files(struct reader *r, const char *text)
{
    for (const char *at = text; (at = find_line(at, "\t.file")) != NULL;)
        note_file(r, at, strcspn(at, "\n"));
}

static struct assembly_function read_function(struct arena *a, const char *text,
                                              const char *source,
                                              const char *name)
{
    struct reader r = {.a = a, .name = source};
    const char *end = arena_printf(a, "\t.size\t%s,", name);
    const char *at = find_line(text, arena_printf(a, "%s:", name));

    find_files(&r, text);
    if (at != NULL)
        at += strcspn(at, "\n"); /* clang writes a comment there */
    for (; at != NULL && *at && strncmp(at, end, strlen(end)) != 0;) {
        size_t len = strcspn(at, "\n");
        if (len > 0)
            note(&r, at, len);
        at += len + (at[len] == '\n');
    }
    drop_labels(&r);
    return (struct assembly_function){name, r.lines, r.n};
}

/* "push" from "push, @function". Parts that the compiler split off a function
 * (push.cold, push.part.0) are not what anybody wrote. */
static const char *function_of(struct arena *a, const char *at)
{
    size_t len = strcspn(at, ",\n");
    const char *kind = at + len;

    if (*kind != ',' || len == 0 || len > NAME_MAX_BYTES)
        return NULL;
    kind += 1 + strspn(kind + 1, " @%");
    const char *name = arena_strndup(a, at, len);
    return strncmp(kind, "function", 8) == 0 && strchr(name, '.') == NULL
               ? name
               : NULL;
}

/* The names of all functions of the text, NULL-ended. */
static const char *const *all_functions(struct arena *a, const char *text)
{
    const char **names = ARENA_ARRAY(a, const char *, FUNCTIONS_MAX + 1);
    size_t n = 0;

    for (const char *at = text;
         n < FUNCTIONS_MAX && (at = find_line(at, "\t.type\t")) != NULL;) {
        const char *name = function_of(a, at);
        if (name != NULL)
            names[n++] = name;
    }
    return names;
}

void assembly_parse(struct arena *a, const char *text, const char *name,
                    const char *const *functions, struct assembly *out)
{
    size_t n = 0;

    if (functions == NULL || functions[0] == NULL)
        functions = all_functions(a, text);
    while (functions[n] != NULL)
        n++;
    struct assembly_function *list =
        ARENA_ARRAY(a, struct assembly_function, n + 1);
    for (size_t i = 0; i < n; i++)
        list[i] = read_function(a, text, name, functions[i]);
    out->functions = list;
    out->nfunctions = n;
}

/* ----------------------------------------------------------------- compiling
 */

struct compiling {
    struct arena *a;
    struct grader *g;
    const struct assembly_request *req;
    struct explored_program p; /* the file and its headers */
    struct sandbox *box;
    const char *dir;
};

static bool chooses_level(const char *const *flags)
{
    for (; flags != NULL && *flags != NULL; flags++) {
        if (strncmp(*flags, "-O", 2) == 0)
            return true;
    }
    return false;
}

/* No more than what was written: no checks of the stack, no marks for jumps.
 * On Arm atomics are written out, as the oldest 64-bit processors need them:
 * what newer ones have stands in a library else. Flags that begin with -m
 * belong to this machine. */
static void put_flags(struct compiling *c, const struct toolchain *t, bool here,
                      struct args *args)
{
    static const char *const common[] = {"-S",
                                         "-g1",
                                         "-std=gnu11",
                                         "-D_GNU_SOURCE",
                                         "-w",
                                         "-U_FORTIFY_SOURCE",
                                         "-fno-stack-protector",
                                         "-fno-asynchronous-unwind-tables",
                                         NULL};
    bool arm = strstr(t->cc, "aarch64") != NULL;

#if defined(__aarch64__)
    arm |= here;
#else
    if (here)
        args_add(args, "-fcf-protection=none");
#endif
    args_add_all(args, common);
    if (arm)
        args_add(args, "-mno-outline-atomics");
    if (!chooses_level(c->req->flags))
        args_add(args, "-O2");
    for (const char *const *f = c->req->flags; f != NULL && *f != NULL; f++) {
        if (here || strncmp(*f, "-m", 2) != 0)
            args_add(args, *f);
    }
}

static bool put_files(struct compiling *c, struct err *e)
{
    c->dir = sandbox_mkdir(c->a, c->box, "assembly", e);
    if (c->dir == NULL)
        return false;
    for (size_t i = 0; i < c->p.nfiles; i++) {
        const struct explored_source *f = &c->p.files[i];
        if (!sandbox_put(c->box, file_join(c->a, c->dir, f->name), f->text.data,
                         f->text.len, false, e))
            return false;
    }
    return true;
}

static bool compile(struct compiling *c, const struct toolchain *t, bool here,
                    const struct sandbox_result **r, struct err *e)
{
    struct args args = {.arena = c->a};

    args_add(&args, t->cc);
    put_flags(c, t, here, &args);
    toolchain_diagnostics(t, c->dir, &args);
    args_add(&args, "-o");
    args_add(&args, "out.s");
    args_add(&args, arena_printf(c->a, "./%s", c->p.files[0].name));
    const struct sandbox_spec spec = {.profile = PROFILE_COMPILE,
                                      .argv = (char *const *)args.list,
                                      .env = toolchain_env(c->a, c->dir),
                                      .dir = c->dir,
                                      .limits = machine_compile_limits()};
    return machine_run(c->a, c->box, &spec, c->req->stop, NULL, NULL, r, e);
}

/* "gcc 12.2.0 -O2" from a version such as "gcc (Debian ...) 12.2.0". */
static const char *compiler_text(struct compiling *c, const struct toolchain *t)
{
    const char *number = strrchr(t->version, ' ');
    const char *level = "-O2";

    for (const char *const *f = c->req->flags; f != NULL && *f != NULL; f++)
        if (strncmp(*f, "-O", 2) == 0)
            level = *f;
    if (t->clang)
        return arena_printf(c->a, "clang %s", level);
    return arena_printf(c->a, "gcc%s %s", number ? number : "", level);
}

/* Leaves `m` with functions, or with a `why`; for this machine, where that is
 * the learner's mistake, out->finding. */
static bool compile_for(struct compiling *c, const struct toolchain *t,
                        bool here, struct assembly *m,
                        struct assembly_result *out, struct err *e)
{
    const struct sandbox_result *r;
    struct sandbox_limits limits = machine_compile_limits();
    struct text text;

    if (!compile(c, t, here, &r, e))
        return false;
    out->stopped = r->end == SANDBOX_STOPPED;
    if (out->stopped)
        return true;
    if (r->end == SANDBOX_EXITED && r->status == 0) {
        m->compiler = compiler_text(c, t);
        if (!file_read(c->a, file_join(c->a, c->dir, "out.s"), TEXT_MAX, &text,
                       e))
            return false;
        assembly_parse(c->a, text.data, c->p.files[0].name, c->req->functions,
                       m);
        return true;
    }
    const char *said = diagnostics_text(c->a, r, sandbox_dir(c->box));
    if (!here) {
        m->why = arena_printf(c->a, "it does not compile for this machine: %s",
                              diagnostics_first(c->a, said));
        return true;
    }
    out->compiled = false;
    out->finding = (struct finding){.stage = STAGE_BUILD};
    diagnostics_compile(c->a, r, &limits, said, &out->finding);
    if (r->end == SANDBOX_EXITED && out->finding.file == NULL)
        out->finding.message = diagnostics_first(c->a, said);
    return true;
}

#if defined(__aarch64__)
static const char this_machine[] = "AArch64", other_machine[] = "x86-64";
static const char other_cc[] = "x86_64-linux-gnu-gcc";
#else
static const char this_machine[] = "x86-64", other_machine[] = "AArch64";
static const char other_cc[] = "aarch64-linux-gnu-gcc";
#endif

static bool compile_all(struct compiling *c, struct assembly_result *out,
                        struct err *e)
{
    const struct toolchain *t;
    struct toolchain other;
    struct assembly *m = out->machines;

    out->compiled = true;
    m[0].machine = this_machine;
    m[1].machine = other_machine;
    out->nmachines = ASSEMBLY_MACHINES;
    if (!machine_toolchain(c->g, &t, e) ||
        !compile_for(c, t, true, &m[0], out, e))
        return false;
    if (out->stopped || !out->compiled)
        return true;
    if (toolchain_named(c->a, other_cc, &other))
        return compile_for(c, &other, false, &m[1], out, e);
    m[1].why = arena_printf(c->a,
                            "%s is not installed; on Debian and Ubuntu: "
                            "apt install %s",
                            other_cc,
                            strcmp(other_cc, "aarch64-linux-gnu-gcc") == 0
                                ? "gcc-aarch64-linux-gnu libc6-dev-arm64-cross"
                                : "gcc-x86-64-linux-gnu");
    return true;
}

bool grader_assembly(struct arena *a, struct grader *g,
                     const struct assembly_request *req,
                     struct assembly_result *out, struct err *e)
{
    struct compiling c = {
        .a = a, .g = g, .req = req, .p = {.a = a, .g = g, .e = e}};

    *out = (struct assembly_result){0};
    if (!explored_program_read(&c.p, &req->file, 1) || !sandbox_open(&c.box, e))
        return false;
    bool ok = put_files(&c, e) && compile_all(&c, out, e);
    sandbox_close(c.box);
    return ok;
}
