/* A grade from beginning to end: take in the files, run the stages, sum up. */
#include "grader/outside.h"
#include "grader/record.h"
#include "grader/schedules.h"
#include "grader/screen.h"
#include "grader/source.h"
#include "grader/speed.h"
#include "grader/verdict.h"
#include "grader/work.h"
#include "src/base/moment.h"
#include "src/base/proc.h"

#include <stdlib.h>
#include <string.h>

enum {
    SUBMISSION_MAX = 1 << 20, /* bytes; an exercise is a few KB */
    OURS_MAX = 1 << 20,       /* bytes of test.c and the harness's files */
    SLOTS_MAX = 16,           /* jobs at once, on however many processors */
    FINDINGS_SHOWN = 20,      /* the first one counts, more than these bore */
};

static bool read_ours(struct work *w, const char *dir, const char *name,
                      struct text *out, struct err *e)
{
    return file_read(w->arena, file_join(w->arena, dir, name), OURS_MAX, out,
                     e);
}

static bool take_in_outside(struct work *w, const char *harness, struct err *e)
{
    const struct exercise *ex = &w->ex;

    return ex->outside == NULL ||
           (file_read(w->arena, ex->outside, OURS_MAX, &w->outside, e) &&
            file_read(w->arena, ex->inside, OURS_MAX, &w->inside, e) &&
            read_ours(w, harness, "outside.c", &w->outside_run, e) &&
            read_ours(w, harness, "outside.h", &w->outside_h, e));
}

/* Every file is read once, here: what is graded cannot change meanwhile. */
static bool take_in(struct work *w, struct err *e)
{
    struct arena *a = w->arena;
    const struct exercise *ex = &w->ex;
    const char *harness = file_join(a, w->grader->share, "grader/harness");
    struct text flags;
    const struct text none = {"", 0};

    w->header = w->test = w->explore = w->outside = w->inside = none;
    w->bench = w->bench_run = w->bench_h = none;
    if (!file_read(a, w->req->submission, SUBMISSION_MAX, &w->source, e) ||
        (ex->header && !read_ours(w, ex->dir, ex->header, &w->header, e)) ||
        !file_read(a, ex->test, OURS_MAX, &w->test, e) ||
        (ex->explore && !file_read(a, ex->explore, OURS_MAX, &w->explore, e)) ||
        (ex->bench && (!file_read(a, ex->bench, OURS_MAX, &w->bench, e) ||
                       !read_ours(w, harness, "speed.c", &w->bench_run, e) ||
                       !read_ours(w, harness, "bench.h", &w->bench_h, e))) ||
        !take_in_outside(w, harness, e) ||
        !read_ours(w, harness, "harness.c", &w->harness[OBJECT_HARNESS], e) ||
        !read_ours(w, harness, "faults.c", &w->harness[OBJECT_FAULTS], e) ||
        !read_ours(w, harness, "c11threads.c", &w->harness[OBJECT_C11], e) ||
        !read_ours(w, harness, "threadlings.h", &w->include[0], e) ||
        !read_ours(w, harness, "harness.h", &w->include[1], e) ||
        !read_ours(w, harness, "inside.h", &w->include[2], e) ||
        !read_ours(w, harness, "link.flags", &flags, e))
        return false;
    /* Else each submission would seem to end before its tests begin. */
    if (strstr(w->include[1].data, RECORD_PROTOCOL) == NULL)
        return err_set(e,
                       "%s belongs to another version of threadlings; leave, "
                       "and start it again",
                       harness);
    w->link_flags = flags.data;
    return true;
}

/* ThreadSanitizer does not know what a fence orders and would report races
 * where there are none. */
static const char *uses_fence(const struct work *w)
{
    static const char *const fences[] = {
        "atomic_thread_fence", "__atomic_thread_fence", "__sync_synchronize"};

    for (size_t i = 0; i < sizeof fences / sizeof *fences; i++) {
        if (source_line_of(&w->source, fences[i]) > 0)
            return arena_printf(
                w->arena,
                "ThreadSanitizer does not understand %s, which this file uses",
                fences[i]);
    }
    return NULL;
}

static void is_absent(struct work *w, enum stage s, const char *why)
{
    work_settle(w, s, OUTCOME_SKIPPED, why);
    w->stages[s].result.absent = true;
}

/* Settles what need not or cannot run. */
static void leave_out(struct work *w)
{
    const char *fence = uses_fence(w);

    for (int s = 0; s < STAGE_COUNT; s++) {
        if (w->ex.skips[s])
            work_settle(w, (enum stage)s, OUTCOME_SKIPPED, w->ex.skips[s]);
    }
    if (fence)
        work_settle(w, STAGE_RACES, OUTCOME_UNAVAILABLE, fence);
    for (int s = 0; s < STAGE_COUNT; s++) {
        if (w->req->leave_out & STAGE_BIT(s))
            work_settle(w, (enum stage)s, OUTCOME_SKIPPED, "not asked for");
    }
    if (w->ex.explore == NULL)
        is_absent(w, STAGE_SCHEDULES, "the exercise has no scenarios");
    if (w->ex.bench == NULL)
        is_absent(w, STAGE_SPEED, "the exercise has no bench");
    if (w->ex.outside == NULL)
        is_absent(w, STAGE_OUTSIDE, "the exercise asks nothing from outside");
    else if (!w->req->stranger && !w->req->outside)
        is_absent(w, STAGE_OUTSIDE, "asked only where points depend on it");
}

/* The stage of the variant, or what is asked from outside: not needed for
 * itself where RACES is only not asked for. */
static bool needs_variant(const struct work *w, enum variant v)
{
    enum stage s = stage_of(v);

    if (v == VARIANT_PLAIN || !w->stages[s].settled)
        return true;
    return v == VARIANT_TSAN && w->asked != NULL && uses_fence(w) == NULL &&
           w->ex.skips[s] == NULL;
}

static bool start_stages(struct work *w, struct err *e)
{
    if (!w->stages[STAGE_SHAPE].settled)
        shape_source(w);
    if ((w->req->stranger && !screen_start(w, e)) || !outside_start(w, e))
        return false;
    for (int v = 0; v < VARIANT_COUNT; v++) {
        if (needs_variant(w, (enum variant)v) &&
            !build_start(w, (enum variant)v, e))
            return false;
    }
    if (!w->stages[STAGE_SCHEDULES].settled && !schedules_start(w, e))
        return false;
    return w->stages[STAGE_SPEED].settled || speed_start(w, e);
}

/* ------------------------------------------------------------------ summing up
 */

static bool is_symptom(const struct finding *f)
{
    return f->kind == FINDING_TEST || f->kind == FINDING_ASSERTION ||
           f->kind == FINDING_CRASH || f->kind == FINDING_TIMEOUT ||
           f->kind == FINDING_DEADLOCK || f->kind == FINDING_LIMIT;
}

/* Whether another finding, at i < k after sorting, says it already. */
static bool is_repeated(const struct finding *list, size_t k)
{
    const struct finding *f = &list[k];

    for (size_t i = 0; i < k; i++) {
        const struct finding *g = &list[i];
        if (finding_same(g, f))
            return true;
        /* The same test that fails in another build, too. */
        if (is_symptom(f) && is_symptom(g) && f->stage != STAGE_TESTS &&
            f->stage != STAGE_SCHEDULES && g->stage != STAGE_SCHEDULES &&
            f->test && g->test && strcmp(f->test, g->test) == 0)
            return true;
    }
    return false;
}

/* Where its test or its scenario stands in its file. */
static size_t place_of(const struct work *w, const struct finding *f)
{
    return f->stage == STAGE_SCHEDULES ? schedules_index(w, f->test)
                                       : work_check_index(w, f->test);
}

/* By what they explain, then in the order of the file of tests. What was
 * explored is shown in that order even where it cannot be pointed at. */
static bool comes_before(const struct work *w, const struct finding *a,
                         const struct finding *b)
{
    int ra = finding_rank(a), rb = finding_rank(b);
    size_t ta = place_of(w, a), tb = place_of(w, b);
    bool explored = a->stage == STAGE_SCHEDULES && b->stage == a->stage;

    if (ra != rb)
        return ra < rb;
    if (explored)
        return ta < tb;
    if ((a->line > 0) != (b->line > 0))
        return a->line > 0; /* what can be pointed at */
    if (a->stage != b->stage)
        return a->stage < b->stage;
    if (ta != tb)
        return ta < tb;
    return a->line < b->line;
}

/* What a scenario found that would not have been run if the one before it had
 * been done sooner. */
static bool is_surplus(const struct work *w, const struct finding *f)
{
    return f->stage == STAGE_SCHEDULES && f->kind != FINDING_LEAK &&
           schedules_index(w, f->test) > schedules_first_failed(w);
}

static void drop_surplus(struct work *w)
{
    size_t n = 0;

    for (size_t i = 0; i < w->nfindings; i++) {
        if (!is_surplus(w, &w->findings[i]))
            w->findings[n++] = w->findings[i];
    }
    w->nfindings = n;
}

static void sort_findings(struct work *w)
{
    struct finding *list = w->findings;
    size_t n = 0;

    drop_surplus(w);
    for (size_t i = 1; i < w->nfindings; i++) {
        struct finding f = list[i];
        size_t k = i;
        for (; k > 0 && comes_before(w, &f, &list[k - 1]); k--)
            list[k] = list[k - 1];
        list[k] = f;
    }
    for (size_t i = 0; i < w->nfindings && n < FINDINGS_SHOWN; i++) {
        list[n] = list[i];
        n += !is_repeated(list, n);
    }
    w->nfindings = n;
}

/* Worth keeping: what a run with other timing may not see. A limit may be this
 * machine's fault, and is not held against the file for ever. */
static bool by_luck(const struct finding *f)
{
    if (f->kind == FINDING_LIMIT || f->kind == FINDING_FORBIDDEN ||
        f->by_clock ||
        f->stage == STAGE_OUTSIDE) /* asked elsewhere; the same every time */
        return false;
    return f->chance || f->stage == STAGE_MEMORY || f->stage == STAGE_RACES;
}

/* Adds an earlier failure that this run did not see as well. */
static bool recall(struct work *w)
{
    struct finding *old;
    size_t n;

    if (!remember_load(w, &old, &n))
        return false;
    if (w->nfindings > 0 && work_best(w) <= finding_rank(&old[0]))
        return false;
    for (size_t i = 0; i < n; i++)
        work_found(w, &old[i]);
    sort_findings(w);
    return true;
}

static void settle_stage(struct work *w, enum stage s, bool failed)
{
    struct progress *p = &w->stages[s];
    struct stage_result *r = &p->result;
    bool counts = s != STAGE_BUILD && s != STAGE_SHAPE;

    if (p->began >= 0 && p->ended > p->began)
        r->seconds = p->ended - p->began;
    if (failed) {
        r->outcome = OUTCOME_FAILED;
        r->why = NULL;
        return;
    }
    if (p->stopped)
        work_settle(w, s, OUTCOME_SKIPPED, "not needed before this is mended");
    else if (counts &&
             (r->checks_run == 0 || r->checks_run < r->checks_expected))
        work_settle(w, s, OUTCOME_UNSURE,
                    s == STAGE_SCHEDULES ? "not every scenario gave a result"
                                         : "not every test gave a result");
    work_settle(w, s, OUTCOME_PASSED, NULL);
}

/* The compiler's warnings, where nothing better is known. */
static void show_warnings(struct work *w)
{
    struct finding *f = w->findings;

    if (w->nfindings > 0 && w->warnings != NULL &&
        (f->kind == FINDING_TEST || f->detail == NULL))
        f->detail = arena_printf(w->arena, "%s%sThe compiler warned:\n%s",
                                 f->detail ? f->detail : "",
                                 f->detail ? "\n" : "", w->warnings);
}

/* Where the explorer has passed a submission, nothing is missing that only
 * ThreadSanitizer could have seen. */
static void stand_in(struct work *w, struct verdict *out)
{
    struct stage_result *races = &out->stages[STAGE_RACES];
    int bound = -1; /* every schedule */

    if (races->outcome != OUTCOME_UNAVAILABLE || !uses_fence(w) ||
        out->stages[STAGE_SCHEDULES].outcome != OUTCOME_PASSED)
        return;
    for (size_t i = 0; i < out->nscenarios; i++) {
        const struct exploration *x = &out->scenarios[i];
        if (!x->proved && (bound < 0 || x->bound < bound))
            bound = x->bound;
    }
    races->outcome = OUTCOME_SKIPPED;
    races->why =
        bound < 0 ? "ThreadSanitizer does not understand fences; the explorer "
                    "checked every schedule instead"
                  : arena_printf(w->arena,
                                 "ThreadSanitizer does not understand fences; "
                                 "the explorer checked every schedule with up "
                                 "to %d preemptions instead",
                                 bound);
}

static void sum_up(struct work *w, struct verdict *out)
{
    bool failed[STAGE_COUNT] = {false}, excused[STAGE_COUNT];

    for (size_t i = 0; i < w->nfindings; i++)
        failed[w->findings[i].stage] = true;
    sort_findings(w);
    out->remembered = recall(w);
    for (size_t i = 0; i < w->nfindings; i++)
        failed[w->findings[i].stage] = true;
    if (w->nfindings > 0 && !out->remembered && by_luck(&w->findings[0]))
        remember_save(w, w->findings, w->nfindings);
    show_warnings(w);
    schedules_sum_up(w, out);
    speed_sum_up(w, out);
    outside_sum_up(w, out);
    for (int s = 0; s < STAGE_COUNT; s++) {
        settle_stage(w, (enum stage)s, failed[s]);
        out->stages[s] = w->stages[s].result;
        excused[s] = w->ex.skips[s] || (w->req->leave_out & STAGE_BIT(s));
    }
    excused[STAGE_RACES] |= uses_fence(w) != NULL;
    excused[STAGE_SPEED] = true; /* no machine is too slow or too busy */
    stand_in(w, out);
    out->exercise = w->ex.name;
    out->submission = arena_strdup(w->arena, w->req->submission);
    out->findings = w->findings;
    out->nfindings = w->nfindings;
    out->nlayers = sandbox_layers(w->box, &out->layers);
    out->outcome = verdict_outcome(out, excused);
    out->seconds = work_seconds(w);
}

bool grade(struct arena *a, struct grader *g, const struct grade_request *req,
           struct verdict *out, struct err *e)
{
    struct work *w = ARENA_NEW(a, struct work);
    size_t processors = proc_processors();
    bool ok = false;

    *out = (struct verdict){0};
    *w = (struct work){.arena = a, .grader = g, .req = req};
    w->start = moment_s();
    w->slots = req->alone ? 1 : processors < SLOTS_MAX ? processors : SLOTS_MAX;
    for (int s = 0; s < STAGE_COUNT; s++)
        w->stages[s].began = -1;
    if (!exercise_load(a, req->exercise, &w->ex, e) || !take_in(w, e) ||
        !machine_toolchain(g, &w->tools, e) || !sandbox_open(&w->box, e))
        return false;
    leave_out(w);
    /* What is measured shares the machine with nothing else of the grade. */
    if (start_stages(w, e) && work_run(w, e) && speed_run(w, e) &&
        work_run(w, e)) {
        sum_up(w, out);
        /* What gave no result for lack of threads is graded again. */
        ok = out->outcome != OUTCOME_UNSURE || sandbox_has_room(w->box, e);
    }
    sandbox_close(w->box);
    return ok;
}
