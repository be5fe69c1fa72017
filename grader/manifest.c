/* Which tests an exercise has.
 *
 * The manifest comes from a program that is linked without the submission:
 * calls to it are left unresolved, and --list makes none of them. */
#include "grader/build.h"
#include "grader/cache.h"
#include "grader/diagnostics.h"
#include "grader/outside.h"

#include <string.h>

enum {
    LIST_S = 30, /* --list needs a millisecond */
    LIST_MB = 256,
    LIST_OUTPUT = 64 << 10,
};

static struct text manifest_key(struct work *w)
{
    const struct text *texts[] = {&w->test,       &w->inside,
                                  &w->header,     &w->harness[OBJECT_HARNESS],
                                  &w->include[0], &w->include[1],
                                  &w->include[2]};

    return work_key(w, "manifest", texts, sizeof texts / sizeof *texts);
}

/* Lines of "ID TAB test|stress|inside TAB SENTENCE". */
static bool manifest_parse(struct work *w, const char *text, struct err *e)
{
    size_t room = 1; /* the last line may have no end */

    for (const char *p = text; *p != '\0'; p++)
        room += *p == '\n';
    struct check *checks = ARENA_ARRAY(w->arena, struct check, room);
    w->answers = ARENA_ARRAY(w->arena, const char *, room);
    for (const char *line = text; *line != '\0';) {
        size_t len = strcspn(line, "\n");
        char *id = arena_strndup(w->arena, line, len);
        char *kind = strchr(id, '\t');
        char *what = kind ? strchr(kind + 1, '\t') : NULL;
        if (what == NULL)
            return err_set(e, "the tests of %s cannot be listed", w->ex.name);
        *kind++ = '\0';
        *what++ = '\0';
        if (strcmp(kind, "inside") == 0)
            w->answers[w->nanswers++] = id;
        else
            checks[w->nchecks++] = (struct check){
                .id = id, .what = what, .stress = strcmp(kind, "stress") == 0};
        line += len;
        line += *line == '\n';
    }
    if (w->nchecks == 0)
        return err_set(e,
                       "%s holds no test: write TEST(name, \"what\") { ... }",
                       w->ex.test);
    w->checks = checks;
    for (int v = 0; v < VARIANT_COUNT; v++) {
        if (w->builds[v].program && (!tests_start(w, (enum variant)v, e) ||
                                     !outside_program(w, (enum variant)v, e)))
            return false;
    }
    return true;
}

static bool list_done(struct work *w, struct task *t,
                      const struct sandbox_result *r, struct err *e)
{
    (void)t;
    if (!build_exited_well(r) || r->cut)
        return err_set(e, "the tests of %s cannot be listed: %s", w->ex.name,
                       r->err.len > 0 ? r->err.data : "no answer");
    struct text key = manifest_key(w);
    cache_put(w->grader->cache, &key, r->out.data, r->out.len);
    return manifest_parse(w, r->out.data, e);
}

static bool manifest_done(struct work *w, struct task *t,
                          const struct sandbox_result *r, struct err *e)
{
    char **argv = ARENA_ARRAY(w->arena, char *, 3);

    if (!build_exited_well(r))
        return err_set(e, "the tests of %s cannot be linked: %s", w->ex.name,
                       diagnostics_first(w->arena, r->err.data));
    argv[0] = file_join(w->arena, t->spec.dir, "manifest");
    argv[1] = "--list";
    struct task list = {
        .spec = {.profile = PROFILE_RUN,
                 .argv = argv,
                 .env = variant_env(w->tools, VARIANT_PLAIN, false),
                 .dir = t->spec.dir,
                 .limits = {.wall_s = LIST_S,
                            .cpu_s = LIST_S,
                            .memory_mb = LIST_MB,
                            .output_max = LIST_OUTPUT,
                            .file_max_mb = 1}},
        .done = list_done,
        .stage = STAGE_BUILD,
        .what = "listing the tests",
    };
    work_add(w, &list);
    return true;
}

bool manifest_cached(struct work *w, bool *listed, struct err *e)
{
    struct text key = manifest_key(w), list;

    *listed = w->checks != NULL;
    if (*listed || w->req->fresh ||
        !cache_get(w->arena, w->grader->cache, &key, &list))
        return true;
    *listed = true;
    return manifest_parse(w, arena_strndup(w->arena, list.data, list.len), e);
}

void manifest_start(struct work *w, const char *dir)
{
    struct args args = build_compiler(w, VARIANT_PLAIN);

    args_add(&args, "-no-pie");
    args_add(&args, "-Wl,--unresolved-symbols=ignore-all");
    args_add(&args, "-o");
    args_add(&args, "manifest");
    for (int o = OBJECT_TEST; o < OBJECT_COUNT; o++) {
        if (work_has_object(w, (enum object)o))
            args_add(&args, build_object_names[o]);
    }
    build_link_flags(w, &args);
    build_add_tool(w, VARIANT_PLAIN, dir, &args, manifest_done,
                   "listing the tests");
}
