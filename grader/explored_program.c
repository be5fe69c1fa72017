/* Reading, building and starting a program for the explorer. */
#include "grader/explored_program.h"

#include "grader/cache.h"
#include "grader/diagnostics.h"
#include "grader/exercise.h"
#include "src/base/buf.h"

#include <fnmatch.h>
#include <string.h>

enum {
    FILE_MAX = 1 << 20,     /* bytes of a source or a header */
    FILES_MAX = 64,         /* sources; a program to explore is a small one */
    HEADERS_MAX = 256,      /* beside them */
    PROGRAM_MAX = 64 << 20, /* bytes, as the compiler's limit on files */
    LIST_S = 30,            /* --list needs a millisecond */
};

/* -------------------------------------------------------------------- files */

static bool add_file(struct explored_program *p, const char *path,
                     const char *name)
{
    for (size_t i = 0; i < p->nfiles; i++) {
        if (strcmp(p->files[i].name, name) == 0)
            return err_set(p->e, "two files are called %s", name);
    }
    p->files[p->nfiles].name = name;
    p->names[p->nfiles] = name;
    return file_read(p->a, path, FILE_MAX, &p->files[p->nfiles++].text, p->e);
}

static void make_lists(struct explored_program *p)
{
    p->files =
        ARENA_ARRAY(p->a, struct explored_source, FILES_MAX + HEADERS_MAX);
    p->names = ARENA_ARRAY(p->a, const char *, FILES_MAX + HEADERS_MAX);
    p->nfiles = 0;
}

static bool read_sources(struct explored_program *p, const char *const *files,
                         size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *name = arena_strdup(p->a, file_base(files[i]));
        if (*name == '-' || *name == '@')
            return err_set(p->e, "%s: a C file's name cannot begin with \"%c\"",
                           files[i], *name);
        if (fnmatch("*.c", name, 0) != 0)
            return err_set(p->e, "%s: is no C file: its name ends in .c",
                           files[i]);
        if (!add_file(p, files[i], name))
            return false;
    }
    p->nsources = p->nfiles;
    return true;
}

static const char *folder_of(struct arena *a, const char *path)
{
    const char *name = file_base(path);

    return name == path ? "." : arena_strndup(a, path, (size_t)(name - path));
}

/* The headers in a folder; of several with one name the first. One that cannot
 * be read is for the compiler to miss. */
static bool read_headers(struct explored_program *p, const char *dir)
{
    struct names names;
    struct err ignored, *e = p->e;

    if (!file_list(p->a, dir, &names, e))
        return false;
    p->e = &ignored;
    for (size_t k = 0; k < names.n; k++) {
        const char *path = file_join(p->a, dir, names.name[k]);
        size_t before = p->nfiles;
        if (fnmatch("*.h", names.name[k], FNM_PERIOD) == 0 &&
            strcmp(names.name[k], "scenario.h") != 0 &&
            p->nfiles < FILES_MAX + HEADERS_MAX && file_is_plain(path) &&
            !add_file(p, path, names.name[k]))
            p->nfiles = before;
    }
    p->e = e;
    return true;
}

bool explored_program_read(struct explored_program *p, const char *const *files,
                           size_t n)
{
    static const char *const warn[] = {"-Wall", "-Wextra", NULL};

    if (n > FILES_MAX)
        return err_set(p->e, "more than %d files", FILES_MAX);
    p->flags = warn;
    make_lists(p);
    if (!read_sources(p, files, n))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!read_headers(p, folder_of(p->a, files[i])))
            return false;
    }
    return true;
}

bool explored_program_read_exercise(struct explored_program *p,
                                    const struct exercise *ex,
                                    const char *submission)
{
    if (ex->explore == NULL)
        return err_set(p->e, "%s has no scenarios to run", ex->name);
    make_lists(p);
    p->flags = ex->flags;
    p->own = ex->submission_name;
    if (!add_file(p, ex->explore, file_base(ex->explore)) ||
        !add_file(p, submission, ex->submission_name))
        return false;
    p->nsources = p->nfiles;
    return ex->header == NULL ||
           add_file(p, file_join(p->a, ex->dir, ex->header), ex->header);
}

static bool put_all(struct explored_program *p)
{
    p->dir = sandbox_mkdir(p->a, p->box, "explore", p->e);
    p->run_dir = sandbox_mkdir(p->a, p->box, "run", p->e);
    if (p->dir == NULL || p->run_dir == NULL ||
        !explored_put(p->box, p->dir, p->x, p->e))
        return false;
    for (size_t i = 0; i < p->nfiles; i++) {
        const struct explored_source *f = &p->files[i];
        if (!sandbox_put(p->box, file_join(p->a, p->dir, f->name), f->text.data,
                         f->text.len, false, p->e))
            return false;
    }
    return true;
}

bool explored_program_open(struct explored_program *p)
{
    const char *why;

    p->x = explorer_get(p->g, &why);
    if (p->x == NULL)
        return err_set(p->e, "the explorer cannot run here: %s", why);
    return sandbox_open(&p->box, p->e) && put_all(p);
}

void explored_program_close(struct explored_program *p)
{
    sandbox_close(p->box);
    p->box = NULL;
}

/* ----------------------------------------------------------------- building */

static bool run_tool(struct explored_program *p, const struct args *args,
                     const struct sandbox_result **r)
{
    struct sandbox_spec spec = {.profile = PROFILE_COMPILE,
                                .argv = (char *const *)args->list,
                                .env = toolchain_env(p->a, p->dir),
                                .dir = p->dir,
                                .limits = machine_compile_limits()};

    if (!machine_run(p->a, p->box, &spec, p->stop, p->tick, p->ctx, r, p->e))
        return false;
    p->stopped = (*r)->end == SANDBOX_STOPPED;
    return true;
}

/* The one finding of a program that cannot be built. */
static void not_built(struct explored_program *p,
                      const struct sandbox_result *r)
{
    struct sandbox_limits limits = machine_compile_limits();
    const char *text = diagnostics_text(p->a, r, sandbox_dir(p->box));
    struct finding *f = ARENA_NEW(p->a, struct finding);

    f->stage = STAGE_BUILD;
    diagnostics_compile(p->a, r, &limits, text, f);
    if (r->end == SANDBOX_EXITED && f->file == NULL)
        f->message = diagnostics_first(p->a, text);
    p->finding = f;
}

static bool well(const struct sandbox_result *r)
{
    return r->end == SANDBOX_EXITED && r->status == 0;
}

static bool compile_all(struct explored_program *p, enum explored_level level,
                        const char **objects, struct buf *symbols)
{
    const struct sandbox_result *r;

    for (size_t i = 0; i < p->nsources; i++) {
        objects[i] = arena_printf(p->a, "%zu.o", i);
        struct args args = explored_compile(p->a, p->x, level, p->files[i].name,
                                            objects[i], p->flags);
        toolchain_diagnostics(&p->x->tools, p->dir, &args);
        if (!run_tool(p, &args, &r))
            return false;
        if (p->stopped)
            return true;
        if (r->end == SANDBOX_EXITED && r->status == EXPLORED_NO_TOOL)
            return err_set(p->e, "%s", diagnostics_first(p->a, r->err.data));
        if (!well(r)) {
            not_built(p, r);
            return true;
        }
        buf_adds(symbols, r->out.data);
    }
    return true;
}

static struct text program_key(struct explored_program *p,
                               enum explored_level level)
{
    struct args flags = {.arena = p->a};
    const struct text **texts =
        ARENA_ARRAY(p->a, const struct text *, 2 * p->nfiles);

    for (size_t i = 0; i < p->nfiles; i++) {
        struct text *name = ARENA_NEW(p->a, struct text);
        *name =
            (struct text){(char *)p->files[i].name, strlen(p->files[i].name)};
        texts[2 * i] = name;
        texts[2 * i + 1] = &p->files[i].text;
    }
    args_add_all(&flags, p->flags);
    return explored_key(p->a, p->x,
                        arena_printf(p->a, "program %d of %zu %s", (int)level,
                                     p->nsources, args_text(p->a, &flags)),
                        texts, 2 * p->nfiles);
}

const char *explored_program_path(const struct explored_program *p,
                                  enum explored_level level)
{
    return arena_printf(p->a, "%s/program-O%d", p->dir, (int)level);
}

static bool from_cache(struct explored_program *p, enum explored_level level,
                       bool *found)
{
    struct text key = program_key(p, level), packed, program;

    *found = cache_get(p->a, p->g->cache, &key, &packed);
    if (!*found)
        return true;
    p->symbols = explored_unpack(&packed, &program);
    *found = p->symbols != NULL;
    return !*found || sandbox_put(p->box, explored_program_path(p, level),
                                  program.data, program.len, true, p->e);
}

static bool link_all(struct explored_program *p, enum explored_level level,
                     const char *const *objects)
{
    const char *program = explored_program_path(p, level);
    const struct sandbox_result *r;
    struct text binary;
    struct args args = explored_link(p->a, p->x, objects, p->nsources,
                                     file_base(program), true);

    if (!run_tool(p, &args, &r))
        return false;
    if (p->stopped)
        return true;
    if (!well(r)) {
        not_built(p, r);
        return true;
    }
    if (!file_read(p->a, program, PROGRAM_MAX, &binary, p->e))
        return false;
    struct text key = program_key(p, level),
                packed = explored_pack(p->a, p->symbols, &binary);
    cache_put(p->g->cache, &key, packed.data, packed.len);
    return true;
}

bool explored_program_build(struct explored_program *p,
                            enum explored_level level)
{
    const char **objects = ARENA_ARRAY(p->a, const char *, p->nsources);
    struct buf symbols = BUF_INIT;
    bool found;

    p->finding = NULL;
    p->stopped = false;
    if (!from_cache(p, level, &found))
        return false;
    if (found)
        return true;
    bool ok = compile_all(p, level, objects, &symbols);
    p->symbols = buf_keep(p->a, &symbols);
    buf_free(&symbols);
    if (!ok || p->stopped || p->finding != NULL)
        return ok;
    return link_all(p, level, objects);
}

/* -------------------------------------------------------------------- running
 */

bool explored_program_run(struct explored_program *p, const struct args *argv,
                          const struct sandbox_limits *limits,
                          const struct sandbox_result **r)
{
    struct sandbox_spec spec = {
        .profile = PROFILE_EXPLORE,
        .argv = (char *const *)argv->list,
        .env = variant_env(&p->x->tools, VARIANT_PLAIN, false),
        .dir = p->run_dir,
        .limits = *limits,
        .channel = true};

    if (!machine_run(p->a, p->box, &spec, p->stop, p->tick, p->ctx, r, p->e))
        return false;
    p->stopped = (*r)->end == SANDBOX_STOPPED;
    return true;
}

bool explored_program_parts(struct explored_program *p,
                            enum explored_level level, struct exploration **out,
                            size_t *n)
{
    const struct sandbox_result *r;
    struct args argv = {.arena = p->a};
    struct sandbox_limits limits = {.cpu_s = LIST_S, .wall_s = LIST_S};

    *n = 0;
    if (explored_defines(p->symbols, "main")) {
        *out = ARENA_NEW(p->a, struct exploration);
        (*out)[(*n)++] =
            (struct exploration){.outcome = OUTCOME_SKIPPED, .bound = -1};
        return true;
    }
    args_add(&argv, explored_program_path(p, level));
    args_add(&argv, "--list");
    return explored_program_run(p, &argv, &limits, &r) &&
           (p->stopped || explored_list(p->a, r, out, n, p->e));
}
