/* Running the scenarios, and believing what their runs say; see schedules.c. */
#include "grader/schedules_parts.h"

#include "grader/schedules.h"
#include "grader/verdict.h"

/* The first look comes before what is seen by chance only, the second one
 * after everything else. */
const int schedules_urgency[EXPLORED_LEVELS] = {11, 60};

void schedules_unsure(struct work *w, const char *why)
{
    work_settle(w, STAGE_SCHEDULES, OUTCOME_UNSURE, why);
}

bool schedules_settled(const struct work *w)
{
    return w->stages[STAGE_SCHEDULES].settled;
}

/* What one run of a scenario says. */
struct look {
    struct exploration now;
    bool failed;
    struct finding f; /* failed: what is wrong */
};

static struct look *judge(struct work *w, const struct task *t,
                          const struct sandbox_result *r)
{
    const struct schedules *s = w->schedules;
    struct look *look = ARENA_NEW(w->arena, struct look);
    const char *const files[] = {w->ex.submission_name, schedules_source,
                                 w->ex.header};
    const struct trace_program program = {.elf = s->levels[t->level].program,
                                          .own = w->ex.submission_name,
                                          .files = files,
                                          .nfiles = w->ex.header ? 3 : 2};

    look->failed = explored_judge(w->arena, r, &t->spec.limits, &program,
                                  &look->now, &look->f);
    return look;
}

static void accept(struct work *w, const struct task *t, struct look *look)
{
    struct exploration *known = &w->schedules->list[t->number];

    if (look->failed) {
        look->f.test = known->id;
        look->f.expectation = known->what;
        if (t->level == EXPLORED_O1)
            explored_optimised(w->arena, &look->f);
        work_found(w, &look->f);
    }
    explored_merge(known, &look->now);
}

/* S3. */
static bool agree(const struct look *first, const struct look *again)
{
    if (first->failed != again->failed)
        return false;
    if (first->failed)
        return first->f.kind == again->f.kind && first->f.line == again->f.line;
    return first->now.outcome == again->now.outcome &&
           first->now.executions == again->now.executions &&
           first->now.proved == again->now.proved &&
           first->now.samples == again->now.samples;
}

static void add_run(struct work *w, enum explored_level level, size_t i,
                    struct look *first);

/* Whether what the run says counts; else another one has been queued, or the
 * stage is settled. */
static bool is_settled_look(struct work *w, struct task *t, struct look **look)
{
    struct look *first = t->first_look;

    if (first == NULL && w->req->stranger &&
        (!(*look)->failed || (*look)->f.schedule != NULL)) {
        add_run(w, (enum explored_level)t->level, t->number, *look);
        return false;
    }
    if (first != NULL && !agree(first, *look)) {
        schedules_unsure(
            w, arena_printf(w->arena,
                            "the scenario %s went one way, and when it was "
                            "run again it went another: what it does depends "
                            "on more than its threads",
                            w->schedules->list[t->number].id));
        return false;
    }
    if (first != NULL)
        *look = first;
    return true;
}

static bool run_done(struct work *w, struct task *t,
                     const struct sandbox_result *r, struct err *e)
{
    struct schedules *s = w->schedules;
    struct level *l = &s->levels[t->level];

    if (schedules_settled(w))
        return true;
    struct look *look = judge(w, t, r);
    if (!is_settled_look(w, t, &look))
        return true;
    accept(w, t, look);
    if (t->level == EXPLORED_O0)
        w->stages[STAGE_SCHEDULES].result.checks_run++;
    l->left--;
    if (l->left > 0 || t->level + 1 == EXPLORED_LEVELS ||
        schedules_first_failed(w) != SIZE_MAX)
        return true;
    return schedules_start_level(w, (enum explored_level)(t->level + 1), e);
}

/* `first` is what an earlier run said, which is to be seen again; or NULL. */
static void add_run(struct work *w, enum explored_level level, size_t i,
                    struct look *first)
{
    struct schedules *s = w->schedules;
    const struct explored_run run = {
        .program = s->levels[level].program,
        .scenario = s->list[i].id,
        .bound = -1,
        .schedule = first && first->failed ? first->f.schedule : NULL};
    struct args argv = explored_argv(w->arena, &run);
    struct task t = {
        .spec = {.profile = PROFILE_EXPLORE,
                 .argv = (char *const *)argv.list,
                 .env = variant_env(w->tools, VARIANT_PLAIN, false),
                 .dir = s->run_dir,
                 .limits = explored_limits(&run),
                 .channel = true},
        .done = run_done,
        .stage = STAGE_SCHEDULES,
        .level = (int)level,
        .urgency = schedules_urgency[level] + 1,
        .what = arena_printf(w->arena, "%s, scenario %zu of %zu: %s",
                             stage_name(STAGE_SCHEDULES), i + 1, s->n,
                             s->list[i].what),
        .number = i,
        .first_look = first,
    };

    work_add(w, &t);
}

void schedules_start_runs(struct work *w, enum explored_level level)
{
    struct schedules *s = w->schedules;
    struct level *l = &s->levels[level];

    if (s->list == NULL || l->program == NULL || l->left > 0 ||
        schedules_settled(w))
        return;
    w->stages[STAGE_SCHEDULES].result.checks_expected = s->n;
    l->left = s->n;
    for (size_t i = 0; i < s->n; i++)
        add_run(w, level, i, NULL);
}
