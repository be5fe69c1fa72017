/* Compiling and linking one variant of a submission.
 *
 * A few objects make a program: the submission's own, the exercise's (test.c,
 * and inside.c where there is one), and the harness's. Only the own object is
 * compiled for each grade, and nothing at all when the same submission was
 * graded before; the rest comes from the cache. The tests are compiled in a
 * folder where the submission is not, so that no file of the learner's can
 * stand in for one of ours. */
#include "grader/build.h"

#include "grader/cache.h"
#include "grader/diagnostics.h"
#include "grader/outside.h"
#include "src/base/proc.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>

enum {
    OBJECT_MAX = 64 << 20, /* bytes, as the compiler's limit on files */
    ROOM_MB = 32, /* on a disk that is not full: all builds of one submission */
};

/* What leads to the first finding comes first: the plain build has 0. */

static const char *const object_sources[OBJECT_COUNT] = {
    [OBJECT_TEST] = "test.c",     [OBJECT_HARNESS] = "harness.c",
    [OBJECT_FAULTS] = "faults.c", [OBJECT_C11] = "c11threads.c",
    [OBJECT_INSIDE] = "inside.c",
};

const char *const build_object_names[OBJECT_COUNT] = {
    [OBJECT_OWN] = "own.o",         [OBJECT_TEST] = "test.o",
    [OBJECT_HARNESS] = "harness.o", [OBJECT_FAULTS] = "faults.o",
    [OBJECT_C11] = "c11threads.o",  [OBJECT_INSIDE] = "inside.o",
};

bool build_exited_well(const struct sandbox_result *r)
{
    return r->end == SANDBOX_EXITED && r->status == 0;
}

struct args build_compiler(struct work *w, enum variant v)
{
    struct args args = {.arena = w->arena};

    args_add(&args, w->tools->cc);
    toolchain_flags(w->tools, v, &args);
    if (w->ex.own_stacks)
        toolchain_own_stacks(w->tools, v, &args);
    args_add_all(&args, w->ex.flags);
    return args;
}

/* A task that runs the toolchain in `dir`. */
struct task *build_add_tool(struct work *w, enum variant v, const char *dir,
                            struct args *args, task_done *done,
                            const char *what)
{
    struct task t = {
        .spec = {.profile = PROFILE_COMPILE,
                 .argv = (char *const *)args->list,
                 .env = toolchain_env(w->arena, dir),
                 .dir = dir,
                 .limits = machine_compile_limits()},
        .done = done,
        .stage = v == VARIANT_PLAIN ? STAGE_BUILD : stage_of(v),
        .variant = v,
        .urgency = v == VARIANT_PLAIN ? 0 : URGENT_SANITIZED,
        .what = what,
    };
    return work_add(w, &t);
}

/* The build of a sanitizer's variant failed where the plain one may not. */
static void unavailable(struct work *w, enum variant v, const char *text)
{
    const char *why = machine_sanitizer(w->grader, v);

    if (why == NULL)
        why = arena_printf(w->arena, "the build for it failed: %s",
                           diagnostics_first(w->arena, text));
    else
        why = arena_strdup(w->arena, why);
    work_settle(w, stage_of(v), OUTCOME_UNAVAILABLE, why);
}

static void build_failed(struct work *w, enum variant v,
                         const struct finding *found)
{
    struct finding f = *found;

    w->builds[v].failed = true;
    if (v != VARIANT_PLAIN) {
        unavailable(w, v, f.detail ? f.detail : f.message);
        return;
    }
    f.stage = STAGE_BUILD;
    for (int s = 0; s < STAGE_COUNT; s++) {
        if (s != STAGE_BUILD)
            work_settle(w, (enum stage)s, OUTCOME_SKIPPED,
                        "there is no program to run");
    }
    work_found(w, &f);
}

/* ---------------------------------------------------------------- the program
 */

/* With which a submission is compiled: it is not told which build it is for,
 * lest it be another program in each. */
struct args build_own_compiler(struct work *w, enum variant v)
{
    struct args args = build_compiler(w, v);

    args_add(&args, "-U__SANITIZE_ADDRESS__");
    args_add(&args, "-U__SANITIZE_THREAD__");
    return args;
}

static struct text program_key(struct work *w, enum variant v)
{
    struct args args = build_own_compiler(w, v);
    const char *what =
        arena_printf(w->arena, "program %s", args_text(w->arena, &args));
    struct text name = {(char *)w->ex.name, strlen(w->ex.name)};
    struct text flags = {(char *)w->link_flags, strlen(w->link_flags)};
    const struct text *texts[] = {&name,
                                  &w->source,
                                  &w->header,
                                  &w->test,
                                  &w->harness[OBJECT_HARNESS],
                                  &w->harness[OBJECT_FAULTS],
                                  &w->harness[OBJECT_C11],
                                  &w->include[0],
                                  &w->include[1],
                                  &w->include[2],
                                  &w->inside,
                                  &flags};

    return work_key(w, what, texts, sizeof texts / sizeof *texts);
}

static bool program_ready(struct work *w, enum variant v, struct err *e)
{
    w->builds[v].program = file_join(w->arena, w->builds[v].dir, "program");
    return tests_start(w, v, e) && outside_program(w, v, e);
}

/* A compiler that had no room to write says so in its words, as a file can
 * (#error): they count where there is indeed none. */
static bool had_no_room(struct work *w, const char *text, struct err *e)
{
    struct statvfs fs;
    const char *dir = sandbox_dir(w->box);

    if (strstr(text, strerror(ENOSPC)) == NULL || statvfs(dir, &fs) != 0 ||
        fs.f_bavail * (uint64_t)fs.f_frsize > (uint64_t)ROOM_MB << 20)
        return false;
    err_lack(e, "the disk that holds %s is full", dir);
    return true;
}

static void add_link(struct work *w, enum variant v, const char *linker);

static bool link_done(struct work *w, struct task *t,
                      const struct sandbox_result *r, struct err *e)
{
    struct build *b = &w->builds[t->variant];
    struct text program;

    if (!build_exited_well(r) && had_no_room(w, r->err.data, e))
        return false;
    if (!build_exited_well(r) && t->text != NULL) {
        add_link(w, t->variant, NULL);
        return true;
    }
    if (!build_exited_well(r)) {
        struct finding f = {0};
        const char *text = diagnostics_text(w->arena, r, sandbox_dir(w->box));
        if (r->end == SANDBOX_EXITED)
            diagnostics_link(w->arena, w->ex.submission_name, w->ex.header,
                             text, &f);
        else
            diagnostics_compile(w->arena, r, &t->spec.limits, text, &f);
        build_failed(w, t->variant, &f);
        return true;
    }
    if (!file_read(w->arena, file_join(w->arena, b->dir, "program"), OBJECT_MAX,
                   &program, e))
        return false;
    struct text key = program_key(w, t->variant);
    cache_put(w->grader->cache, &key, program.data, program.len);
    return program_ready(w, t->variant, e);
}

/* Words of link.flags. */
void build_link_flags(struct work *w, struct args *args)
{
    const char *p = w->link_flags;

    while (*(p += strspn(p, " \n")) != '\0') {
        size_t len = strcspn(p, " \n");
        args_add(args, arena_strndup(w->arena, p, len));
        p += len;
    }
    args_add(args, "-lm");
}

/* `linker` as the toolchain has it; NULL: the compiler's own. */
static void add_link(struct work *w, enum variant v, const char *linker)
{
    struct build *b = &w->builds[v];
    struct args args = build_compiler(w, v);
    struct task *t;

    if (linker != NULL)
        args_add(&args, linker);

    args_add(&args, "-o");
    args_add(&args, "program");
    /* The harness first: its .preinit_array is to run first. */
    args_add(&args, build_object_names[OBJECT_HARNESS]);
    args_add(&args, build_object_names[OBJECT_FAULTS]);
    args_add(&args, build_object_names[OBJECT_C11]);
    args_add(&args, build_object_names[OBJECT_TEST]);
    if (work_has_object(w, OBJECT_INSIDE))
        args_add(&args, build_object_names[OBJECT_INSIDE]);
    args_add(&args, build_object_names[OBJECT_OWN]);
    build_link_flags(w, &args);
    t = build_add_tool(w, v, b->dir, &args, link_done, "linking");
    t->text = linker;
    t->urgency--;
}

/* ----------------------------------------------------------------- the objects
 */

static struct text object_key(struct work *w, enum variant v, enum object o)
{
    struct args args = build_compiler(w, v);
    const char *what = arena_printf(w->arena, "object %s %s", object_sources[o],
                                    args_text(w->arena, &args));
    const struct text *texts[] = {&w->harness[o], &w->include[0],
                                  &w->include[1], &w->include[2], &w->header};
    const struct text none = {"", 0};

    if (o == OBJECT_TEST)
        texts[0] = &w->test;
    else if (o == OBJECT_INSIDE)
        texts[0] = &w->inside;
    else
        texts[4] = &none;
    return work_key(w, what, texts, sizeof texts / sizeof *texts);
}

/* A folder for the tests, with all that they are made of: only where one of
 * them must be compiled, or linked for the list. Files cost more than they
 * seem to. */
static bool put_tests(struct work *w, enum variant v, struct err *e)
{
    struct build *b = &w->builds[v];
    const struct {
        const char *name;
        const struct text *text;
    } files[] = {
        {"test.c", &w->test},
        {"harness.c", &w->harness[OBJECT_HARNESS]},
        {"faults.c", &w->harness[OBJECT_FAULTS]},
        {"c11threads.c", &w->harness[OBJECT_C11]},
        {"threadlings.h", &w->include[0]},
        {"harness.h", &w->include[1]},
        {"inside.h", &w->include[2]},
        {w->ex.inside ? "inside.c" : NULL, &w->inside},
        {w->ex.header, &w->header},
    };

    if (b->tests_dir != NULL)
        return true;
    b->tests_dir =
        sandbox_mkdir(w->arena, w->box,
                      arena_printf(w->arena, "tests-%s", variant_name(v)), e);
    if (b->tests_dir == NULL)
        return false;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (files[i].name &&
            !sandbox_put(w->box,
                         file_join(w->arena, b->tests_dir, files[i].name),
                         files[i].text->data, files[i].text->len, false, e))
            return false;
    }
    return true;
}

static bool put_object(struct work *w, const char *dir, enum variant v,
                       enum object o, struct err *e)
{
    const struct text *code = &w->builds[v].code[o];

    return sandbox_put(w->box, file_join(w->arena, dir, build_object_names[o]),
                       code->data, code->len, false, e);
}

/* All objects of the tests are there: so can be the list of them. */
static bool list_tests(struct work *w, struct err *e)
{
    struct build *b = &w->builds[VARIANT_PLAIN];
    bool listed;

    if (!manifest_cached(w, &listed, e) ||
        (!listed && !put_tests(w, VARIANT_PLAIN, e)))
        return false;
    for (int o = OBJECT_TEST; !listed && o < OBJECT_COUNT; o++) {
        if (work_has_object(w, (enum object)o) &&
            !put_object(w, b->tests_dir, VARIANT_PLAIN, (enum object)o, e))
            return false;
    }
    if (!listed)
        manifest_start(w, b->tests_dir);
    return true;
}

/* An object is there: puts it beside the others and goes on when all are. */
static bool object_ready(struct work *w, enum variant v, enum object o,
                         const struct text *data, struct err *e)
{
    struct build *b = &w->builds[v];
    bool trusted = true, all;

    if (o != OBJECT_OWN) {
        b->code[o] = *data;
        if (!put_object(w, b->dir, v, o, e))
            return false;
    }
    b->objects[o] = build_object_names[o];
    for (int i = OBJECT_TEST; i < OBJECT_COUNT; i++)
        trusted &= b->objects[i] || !work_has_object(w, (enum object)i);
    all = trusted && b->objects[OBJECT_OWN] != NULL;
    if (trusted && v == VARIANT_PLAIN && o != OBJECT_OWN && !list_tests(w, e))
        return false;
    if (all)
        add_link(w, v, w->tools->linker);
    return true;
}

static bool trusted_done(struct work *w, struct task *t,
                         const struct sandbox_result *r, struct err *e)
{
    enum object o = (enum object)t->number;
    struct text data;

    if (!build_exited_well(r) && t->variant != VARIANT_PLAIN) {
        unavailable(w, t->variant, r->err.data);
        w->builds[t->variant].failed = true;
        return true;
    }
    if (!build_exited_well(r))
        return err_set(e, "%s of %s does not compile: %s", object_sources[o],
                       w->ex.name, diagnostics_first(w->arena, r->err.data));
    if (!file_read(w->arena,
                   file_join(w->arena, t->spec.dir, build_object_names[o]),
                   OBJECT_MAX, &data, e))
        return false;
    struct text key = object_key(w, t->variant, o);
    cache_put(w->grader->cache, &key, data.data, data.len);
    return object_ready(w, t->variant, o, &data, e);
}

static bool start_trusted(struct work *w, enum variant v, enum object o,
                          struct err *e)
{
    struct text key = object_key(w, v, o), data;

    if (!w->req->fresh && cache_get(w->arena, w->grader->cache, &key, &data))
        return object_ready(w, v, o, &data, e);
    if (!put_tests(w, v, e))
        return false;
    struct args args = build_compiler(w, v);
    const char *dir = w->builds[v].tests_dir;
    toolchain_diagnostics(w->tools, dir, &args);
    args_add(&args, "-c");
    args_add(&args, "-o");
    args_add(&args, build_object_names[o]);
    args_add(&args, object_sources[o]);
    struct task *t =
        build_add_tool(w, v, dir, &args, trusted_done, "compiling the tests");
    t->number = o;
    return true;
}

/* ---------------------------------------------------------- the own object */

static struct text symbols_key(struct work *w)
{
    struct text key = program_key(w, VARIANT_PLAIN);

    return work_key(w, "symbols", (const struct text *const[]){&key}, 1);
}

/* What is kept of a submission beside its programs: the compiler's warnings
 * and nm's words, with a form feed between them. */
static void note_symbols(struct work *w, const char *both)
{
    const char *end = strchr(both, '\f');

    if (end == NULL)
        return;
    w->warnings =
        end > both ? arena_strndup(w->arena, both, (size_t)(end - both)) : NULL;
    shape_symbols(w, end + 1);
}

static bool symbols_done(struct work *w, struct task *t,
                         const struct sandbox_result *r, struct err *e)
{
    (void)t;
    (void)e;
    if (!build_exited_well(r) || r->cut) {
        work_settle(w, STAGE_SHAPE, OUTCOME_UNSURE,
                    "the symbols of the compiled file cannot be read");
        return true;
    }
    const char *both = arena_printf(
        w->arena, "%s\f%s", w->warnings ? w->warnings : "", r->out.data);
    struct text key = symbols_key(w);
    cache_put(w->grader->cache, &key, both, strlen(both));
    note_symbols(w, both);
    return true;
}

static void add_symbols(struct work *w, const char *dir)
{
    static const char script[] = "nm=$1 object=$2\n" TOOLCHAIN_NM;
    struct args args = {.arena = w->arena};
    const char *nm = proc_find(w->arena, "nm");
    const char *sh = proc_find(w->arena, "sh");

    if (nm == NULL || sh == NULL) {
        work_settle(w, STAGE_SHAPE, OUTCOME_UNAVAILABLE,
                    "there is no program nm; install binutils");
        return;
    }
    const char *const words[] = {
        sh, "-c", script, "sh", nm, build_object_names[OBJECT_OWN], NULL};
    args_add_all(&args, words);
    struct task *t = build_add_tool(w, VARIANT_PLAIN, dir, &args, symbols_done,
                                    "looking at the compiled file");
    t->stage = STAGE_SHAPE;
    t->urgency++;
}

static bool own_done(struct work *w, struct task *t,
                     const struct sandbox_result *r, struct err *e)
{
    const char *text = diagnostics_text(w->arena, r, sandbox_dir(w->box));

    if (!build_exited_well(r) && had_no_room(w, text, e))
        return false;
    if (!build_exited_well(r)) {
        struct finding f = {0};
        diagnostics_compile(w->arena, r, &t->spec.limits, text, &f);
        build_failed(w, t->variant, &f);
        return true;
    }
    if (t->variant == VARIANT_PLAIN) {
        w->warnings = *text ? text : NULL;
        if (!w->stages[STAGE_SHAPE].settled)
            add_symbols(w, t->spec.dir);
    }
    return object_ready(w, t->variant, OBJECT_OWN, NULL, e);
}

static bool start_own(struct work *w, enum variant v, struct err *e)
{
    struct build *b = &w->builds[v];
    struct args args = build_own_compiler(w, v);

    if (!sandbox_put(w->box, file_join(w->arena, b->dir, w->ex.submission_name),
                     w->source.data, w->source.len, false, e) ||
        (w->ex.header &&
         !sandbox_put(w->box, file_join(w->arena, b->dir, w->ex.header),
                      w->header.data, w->header.len, false, e)))
        return false;
    args_add(&args, "-Wall");
    args_add(&args, "-Wextra");
    toolchain_diagnostics(w->tools, b->dir, &args);
    args_add(&args, "-c");
    args_add(&args, "-o");
    args_add(&args, build_object_names[OBJECT_OWN]);
    args_add(&args, w->ex.submission_name);
    build_add_tool(w, v, b->dir, &args, own_done, "compiling")->urgency--;
    return true;
}

/* Takes program and symbols of an earlier grade, if all is there. */
static bool from_cache(struct work *w, enum variant v, bool *found,
                       struct err *e)
{
    struct text key = program_key(w, v), program, symbols;

    *found = false;
    if (w->req->fresh || !cache_get(w->arena, w->grader->cache, &key, &program))
        return true;
    if (v == VARIANT_PLAIN && !w->stages[STAGE_SHAPE].settled) {
        key = symbols_key(w);
        if (!cache_get(w->arena, w->grader->cache, &key, &symbols))
            return true;
        work_began(w, STAGE_SHAPE);
        note_symbols(w, arena_strndup(w->arena, symbols.data, symbols.len));
    }
    *found = true;
    work_began(w, STAGE_BUILD);
    return sandbox_put(w->box, file_join(w->arena, w->builds[v].dir, "program"),
                       program.data, program.len, true, e) &&
           program_ready(w, v, e);
}

bool build_start(struct work *w, enum variant v, struct err *e)
{
    struct build *b = &w->builds[v];
    bool found, listed;

    b->started = true;
    b->dir = sandbox_mkdir(w->arena, w->box, variant_name(v), e);
    b->run_dir = sandbox_mkdir(
        w->arena, w->box, arena_printf(w->arena, "run-%s", variant_name(v)), e);
    if (b->dir == NULL || b->run_dir == NULL || !from_cache(w, v, &found, e))
        return false;
    if (!found && !start_own(w, v, e))
        return false;
    /* With the program from the cache only the manifest may be missing. */
    if (found && v != VARIANT_PLAIN)
        return true;
    if (found && !manifest_cached(w, &listed, e))
        return false;
    if (found && listed)
        return true;
    for (int o = OBJECT_TEST; o < OBJECT_COUNT; o++) {
        if (work_has_object(w, (enum object)o) &&
            !start_trusted(w, v, (enum object)o, e))
            return false;
    }
    return true;
}
