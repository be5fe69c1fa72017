/* Exploring an exercise's scenarios.
 *
 * Theory of operation. explore.c is compiled once and kept, as the tests are;
 * a program without the submission lists its scenarios, so that none can be
 * made to disappear. The submission is compiled and linked with them for each
 * grade, then every scenario is a job. When all of them have passed, everything
 * is done once more with an optimised build (explored.h): an optimiser may
 * merge or drop plain accesses, and what it does to a correct program is
 * correct.
 *
 * S1. A scenario's result counts when its run has ended by itself with one.
 * S2. What is found does not depend on timing, nor on which job ends first:
 *     the finding of the scenario that stands first in the file is shown.
 * S3. Where points depend on it, what one run says is not believed alone. A
 *     schedule that fails is run again, in a process of its own; a scenario
 *     that did not fail is explored again, and must go the same way. */
#include "grader/schedules.h"

#include "grader/cache.h"
#include "grader/diagnostics.h"
#include "grader/schedules_parts.h"

#include <string.h>

enum {
    OBJECT_MAX = 64 << 20, /* bytes, as the compiler's limit on files */
    LIST_S = 30,           /* --list needs a millisecond */
};

static const char own_object[] = "own.o", scenarios_object[] = "scenarios.o";

static bool well(const struct sandbox_result *r)
{
    return r->end == SANDBOX_EXITED && r->status == 0;
}

/* A task at a level; the level is kept in `variant`'s place: a number. */
static struct task *add_tool(struct work *w, enum explored_level level,
                             const char *dir, const struct args *args,
                             task_done *done, const char *what)
{
    struct task t = {
        .spec = {.profile = PROFILE_COMPILE,
                 .argv = (char *const *)args->list,
                 .env = toolchain_env(w->arena, dir),
                 .dir = dir,
                 .limits = machine_compile_limits()},
        .done = done,
        .stage = STAGE_SCHEDULES,
        .level = (int)level,
        .urgency = schedules_urgency[level],
        .what = what,
    };
    return work_add(w, &t);
}

/* -------------------------------------------------------------------- the list
 */

static struct text list_key(struct work *w)
{
    const struct text *texts[] = {&w->explore, &w->header};

    return explored_key(w->arena, w->schedules->x, "list", texts, 2);
}

static bool list_known(struct work *w, const struct sandbox_result *r,
                       struct err *e)
{
    struct schedules *s = w->schedules;

    if (!explored_list(w->arena, r, &s->list, &s->n, e))
        return false;
    if (s->n == 0)
        return err_set(e,
                       "%s holds no scenario: write SCENARIO(name, \"what\") "
                       "{ ... }",
                       w->ex.explore);
    schedules_start_runs(w, EXPLORED_O0);
    return true;
}

static bool list_done(struct work *w, struct task *t,
                      const struct sandbox_result *r, struct err *e)
{
    (void)t;
    if (!list_known(w, r, e))
        return false;
    struct text key = list_key(w);
    cache_put(w->grader->cache, &key, r->records.data, r->records.len);
    return true;
}

static bool list_linked(struct work *w, struct task *t,
                        const struct sandbox_result *r, struct err *e)
{
    struct args argv = {.arena = w->arena};

    if (!well(r))
        return err_set(e, "the scenarios of %s cannot be linked: %s",
                       w->ex.name, diagnostics_first(w->arena, r->err.data));
    args_add(&argv, file_join(w->arena, t->spec.dir, "list"));
    args_add(&argv, "--list");
    struct task list = {
        .spec = {.profile = PROFILE_EXPLORE,
                 .argv = (char *const *)argv.list,
                 .env = variant_env(w->tools, VARIANT_PLAIN, false),
                 .dir = w->schedules->run_dir,
                 .limits = {.wall_s = LIST_S, .cpu_s = LIST_S},
                 .channel = true},
        .done = list_done,
        .stage = STAGE_SCHEDULES,
        .urgency = schedules_urgency[EXPLORED_O0],
        .what = "listing the scenarios",
    };
    work_add(w, &list);
    return true;
}

static bool list_cached(struct work *w, struct err *e)
{
    struct text key = list_key(w);
    struct sandbox_result r = {.end = SANDBOX_EXITED};

    if (w->schedules->list != NULL || w->req->fresh ||
        !cache_get(w->arena, w->grader->cache, &key, &r.records))
        return true;
    return list_known(w, &r, e);
}

static void add_list(struct work *w)
{
    static const char *const objects[] = {scenarios_object};
    struct schedules *s = w->schedules;

    if (s->list != NULL || s->listing)
        return;
    s->listing = true;
    struct args args = explored_link(w->arena, s->x, objects, 1, "list", false);
    add_tool(w, EXPLORED_O0, s->levels[EXPLORED_O0].trusted, &args, list_linked,
             "listing the scenarios");
}

/* ---------------------------------------------------------------- the program
 */

static struct text program_key(struct work *w, enum explored_level level)
{
    struct args flags = {.arena = w->arena};
    struct text name = {(char *)w->ex.name, strlen(w->ex.name)};
    const struct text *texts[] = {&name, &w->source, &w->header, &w->explore};

    args_add_all(&flags, w->ex.flags);
    return explored_key(w->arena, w->schedules->x,
                        arena_printf(w->arena, "exercise %d %s", (int)level,
                                     args_text(w->arena, &flags)),
                        texts, sizeof texts / sizeof *texts);
}

static void program_ready(struct work *w, enum explored_level level)
{
    struct level *l = &w->schedules->levels[level];

    l->program = file_join(w->arena, l->dir, "program");
    schedules_start_runs(w, level);
}

/* Whether the explorer can run it; settles the stage if not. */
static bool can_explore(struct work *w, const struct level *l)
{
    const struct explored_source sources[] = {
        {w->ex.submission_name, w->source}, {schedules_source, w->explore}};
    const char *symbols = arena_printf(w->arena, "%s%s", l->own, l->scenarios);
    const char *why =
        explored_refusal(w->arena, w->schedules->x, symbols, sources, 2);

    if (why != NULL)
        schedules_unsure(w, why);
    return why == NULL;
}

static bool link_done(struct work *w, struct task *t,
                      const struct sandbox_result *r, struct err *e)
{
    struct level *l = &w->schedules->levels[t->level];
    struct text program;

    if (schedules_settled(w))
        return true;
    if (!well(r)) {
        struct finding f = {0};
        diagnostics_link(w->arena, w->ex.submission_name, w->ex.header,
                         diagnostics_text(w->arena, r, sandbox_dir(w->box)),
                         &f);
        schedules_unsure(
            w,
            arena_printf(w->arena, "it cannot be linked with the explorer: %s",
                         f.message));
        return true;
    }
    if (!can_explore(w, l))
        return true;
    if (!file_read(w->arena, file_join(w->arena, l->dir, "program"), OBJECT_MAX,
                   &program, e))
        return false;
    struct text key = program_key(w, (enum explored_level)t->level);
    cache_put(w->grader->cache, &key, program.data, program.len);
    program_ready(w, (enum explored_level)t->level);
    return true;
}

/* When both objects are there. */
static void start_link(struct work *w, enum explored_level level)
{
    static const char *const objects[] = {scenarios_object, own_object};
    struct level *l = &w->schedules->levels[level];

    if (l->own == NULL || l->scenarios == NULL)
        return;
    struct args args =
        explored_link(w->arena, w->schedules->x, objects, 2, "program", true);
    add_tool(w, level, l->dir, &args, link_done, "linking");
}

static bool own_done(struct work *w, struct task *t,
                     const struct sandbox_result *r, struct err *e)
{
    (void)e;
    if (schedules_settled(w))
        return true;
    if (!well(r)) {
        schedules_unsure(
            w,
            arena_printf(w->arena, "it cannot be compiled for the explorer: %s",
                         diagnostics_first(w->arena, r->err.data)));
        return true;
    }
    w->schedules->levels[t->level].own = arena_strdup(w->arena, r->out.data);
    start_link(w, (enum explored_level)t->level);
    return true;
}

static bool put(struct work *w, const char *dir, const char *name,
                const struct text *text, struct err *e)
{
    return sandbox_put(w->box, file_join(w->arena, dir, name), text->data,
                       text->len, false, e);
}

static bool start_own(struct work *w, enum explored_level level, struct err *e)
{
    struct schedules *s = w->schedules;
    const char *dir = s->levels[level].dir;

    if (!explored_put(w->box, dir, s->x, e) ||
        !put(w, dir, w->ex.submission_name, &w->source, e) ||
        (w->ex.header && !put(w, dir, w->ex.header, &w->header, e)))
        return false;
    struct args args = explored_compile(
        w->arena, s->x, level, w->ex.submission_name, own_object, w->ex.flags);
    toolchain_diagnostics(&s->x->tools, dir, &args);
    add_tool(w, level, dir, &args, own_done, "compiling for the explorer");
    return true;
}

/* -------------------------------------------------------------- the scenarios
 */

static struct text object_key(struct work *w, enum explored_level level)
{
    struct args flags = {.arena = w->arena};
    const struct text *texts[] = {&w->explore, &w->header};

    args_add_all(&flags, w->ex.flags);
    return explored_key(w->arena, w->schedules->x,
                        arena_printf(w->arena, "scenarios %d %s", (int)level,
                                     args_text(w->arena, &flags)),
                        texts, 2);
}

static bool object_ready(struct work *w, enum explored_level level,
                         const char *symbols, const struct text *object,
                         struct err *e)
{
    struct level *l = &w->schedules->levels[level];

    l->scenarios = symbols;
    if (!put(w, l->trusted, scenarios_object, object, e) ||
        !put(w, l->dir, scenarios_object, object, e))
        return false;
    if (level == EXPLORED_O0)
        add_list(w);
    start_link(w, level);
    return true;
}

static bool object_done(struct work *w, struct task *t,
                        const struct sandbox_result *r, struct err *e)
{
    enum explored_level level = (enum explored_level)t->level;
    struct text object;

    if (!well(r))
        return err_set(e, "%s of %s does not compile: %s", schedules_source,
                       w->ex.name, diagnostics_first(w->arena, r->err.data));
    if (!file_read(w->arena, file_join(w->arena, t->spec.dir, scenarios_object),
                   OBJECT_MAX, &object, e))
        return false;
    struct text key = object_key(w, level);
    struct text packed = explored_pack(w->arena, r->out.data, &object);
    cache_put(w->grader->cache, &key, packed.data, packed.len);
    return object_ready(w, level, arena_strdup(w->arena, r->out.data), &object,
                        e);
}

static bool start_scenarios(struct work *w, enum explored_level level,
                            struct err *e)
{
    struct schedules *s = w->schedules;
    const char *dir = s->levels[level].trusted;
    struct text key = object_key(w, level), packed, object;
    const char *symbols = NULL;

    if (!explored_put(w->box, dir, s->x, e))
        return false;
    if (!w->req->fresh && cache_get(w->arena, w->grader->cache, &key, &packed))
        symbols = explored_unpack(&packed, &object);
    if (symbols != NULL)
        return object_ready(w, level, symbols, &object, e);
    if (!put(w, dir, schedules_source, &w->explore, e) ||
        (w->ex.header && !put(w, dir, w->ex.header, &w->header, e)))
        return false;
    struct args args = explored_compile(w->arena, s->x, level, schedules_source,
                                        scenarios_object, w->ex.flags);
    args_add(&args, "-Werror=implicit-function-declaration");
    toolchain_diagnostics(&s->x->tools, dir, &args);
    add_tool(w, level, dir, &args, object_done, "compiling the scenarios");
    return true;
}

/* -------------------------------------------------------------------- the
 * stage
 */

bool schedules_start_level(struct work *w, enum explored_level level,
                           struct err *e)
{
    struct schedules *s = w->schedules;
    struct level *l = &s->levels[level];
    struct text key = program_key(w, level), program;

    l->dir = sandbox_mkdir(
        w->arena, w->box, arena_printf(w->arena, "explore-O%d", (int)level), e);
    l->trusted =
        sandbox_mkdir(w->arena, w->box,
                      arena_printf(w->arena, "scenarios-O%d", (int)level), e);
    if (l->dir == NULL || l->trusted == NULL)
        return false;
    bool found =
        !w->req->fresh && cache_get(w->arena, w->grader->cache, &key, &program);
    if (found) {
        if (!sandbox_put(w->box, file_join(w->arena, l->dir, "program"),
                         program.data, program.len, true, e))
            return false;
        program_ready(w, level);
    }
    if (!list_cached(w, e))
        return false;
    if (found && s->list != NULL)
        return true;
    return (found || start_own(w, level, e)) && start_scenarios(w, level, e);
}

bool schedules_start(struct work *w, struct err *e)
{
    struct schedules *s = ARENA_NEW(w->arena, struct schedules);
    const char *why;

    w->schedules = s;
    s->x = explorer_get(w->grader, &why);
    if (s->x == NULL) {
        work_settle(w, STAGE_SCHEDULES, OUTCOME_UNAVAILABLE,
                    arena_strdup(w->arena, why));
        return true;
    }
    s->run_dir = sandbox_mkdir(w->arena, w->box, "run-explore", e);
    return s->run_dir != NULL && schedules_start_level(w, EXPLORED_O0, e);
}

size_t schedules_index(const struct work *w, const char *id)
{
    const struct schedules *s = w->schedules;

    for (size_t i = 0; s != NULL && i < s->n && id != NULL; i++) {
        if (strcmp(s->list[i].id, id) == 0)
            return i;
    }
    return SIZE_MAX;
}

size_t schedules_first_failed(const struct work *w)
{
    size_t first = SIZE_MAX;

    /* A leak does not end the stage: what another scenario finds is shown
     * before it, and must not depend on which of them ran first. */
    for (size_t i = 0; i < w->nfindings; i++) {
        const struct finding *f = &w->findings[i];
        bool ends = f->stage == STAGE_SCHEDULES && f->kind != FINDING_LEAK;
        size_t at = ends ? schedules_index(w, f->test) : SIZE_MAX;
        if (at < first)
            first = at;
    }
    return first;
}

void schedules_sum_up(struct work *w, struct verdict *out)
{
    const struct schedules *s = w->schedules;
    const struct progress *p = &w->stages[STAGE_SCHEDULES];

    if (s == NULL)
        return;
    out->scenarios = s->list;
    out->nscenarios = s->n;
    for (size_t i = 0; i < s->n && !p->stopped; i++) {
        const struct exploration *x = &s->list[i];
        bool enough = x->proved || (!w->ex.prove && x->bound >= 0);
        if (x->outcome == OUTCOME_UNSURE)
            schedules_unsure(w, arena_printf(w->arena, "%s: %s", x->id,
                                             x->why ? x->why : "no result"));
        else if (x->outcome == OUTCOME_PASSED && !enough)
            schedules_unsure(
                w,
                arena_printf(w->arena,
                             "%s: not every execution could be looked at%s%s",
                             x->id, x->why ? "; " : "", x->why ? x->why : ""));
    }
}
