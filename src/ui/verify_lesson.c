/* Proving a lesson: that it loads, that what it names exists, and that its
 * programs do what its questions say. */
#include "src/base/points.h"
#include "src/ui/demo.h"
#include "src/ui/litmus.h"
#include "src/ui/program.h"
#include "src/ui/question.h"
#include "src/ui/verify.h"

#include <string.h>

/* With --quick. */
enum {
    QUICK_RUNS = 20,    /* of each program */
    QUICK_CALLS = 2000, /* of the main of a litmus test */
};

/* The lessons that it needs exist and come before it. */
static void check_needs(struct verify *v, const struct lesson *l, size_t index)
{
    for (size_t i = 0; i < l->nneeds; i++) {
        long at = course_find(v->app->course, l->needs[i]);
        if (at < 0)
            verify_note(v, LEVEL_ERROR, verify_below(v, l->json_path),
                        "needs a lesson %s that there is not: correct the name",
                        l->needs[i]);
        else if ((size_t)at >= index)
            verify_note(v, LEVEL_ERROR, verify_below(v, l->json_path),
                        "needs the lesson %s, which comes later: give this one "
                        "a higher number",
                        l->needs[i]);
    }
}

static void check_name(struct verify *v, const struct lesson *l,
                       const struct step *s)
{
    if (!file_exists(file_join(v->arena,
                               app_exercise_dir(v->app, v->arena, s->exercise),
                               "exercise.json")))
        verify_note(v, LEVEL_ERROR, verify_below(v, l->json_path),
                    "step %s names an exercise %s that there is not: correct "
                    "the name, or `threadlings new exercise %s`",
                    s->id, s->exercise, s->exercise);
}

static long times_seen(const struct demo_tally *t, const char *text)
{
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->outcomes[i].text, text) == 0)
            return t->outcomes[i].seen;
    return 0;
}

/* What the choices of a prediction say, held against what was seen. */
static void check_choices(struct verify *v, const struct lesson *l,
                          const struct step *s, const struct demo_tally *t)
{
    const struct question *q = &s->question;
    long possible = 0, listed = 0;

    for (size_t i = 0; i < q->nchoices; i++) {
        const char *text = question_output(v->arena, q->choices[i].text);
        long seen = times_seen(t, text);
        listed += seen;
        if (q->choices[i].right)
            possible += seen;
        else if (seen > 0)
            verify_note(v, LEVEL_ERROR, verify_below(v, l->json_path),
                        "step %s says that \"%s\" cannot happen, but it "
                        "happened in %ld of %ld runs",
                        s->id, text, seen, t->runs);
    }
    if (possible == 0)
        verify_note(v, LEVEL_ERROR, verify_below(v, l->json_path),
                    "step %s: none of the outputs that can happen was seen in "
                    "%ld runs; the most frequent was \"%s\"",
                    s->id, t->runs, t->n > 0 ? t->outcomes[0].text : "");
    else if (listed < t->runs)
        verify_note(v, LEVEL_WARN, verify_below(v, l->json_path),
                    "step %s: %ld of %ld runs printed what is no choice", s->id,
                    t->runs - listed, t->runs);
}

static void check_program(struct verify *v, const struct lesson *l,
                          const struct step *s)
{
    struct demo_tally tally;
    struct step few = *s;
    struct err e;

    if (v->quick && few.runs > QUICK_RUNS)
        few.runs = QUICK_RUNS;
    if (!demo_count(v->arena, v->app, &few, &tally, &e))
        verify_failed(v, verify_below(v, l->md_path), &e);
    else if (s->type == STEP_PREDICT && !app_interrupted)
        check_choices(v, l, s, &tally);
}

/* Each outcome that C allows is a choice, and nothing happens that it forbids.
 */
static void check_outcomes(struct verify *v, const struct lesson *l,
                           const struct step *s, const struct litmus *found)
{
    const char *file = verify_below(v, l->json_path);

    for (size_t i = 0; i < found->found.nstates; i++) {
        const struct final_state *state = &found->found.states[i];
        const char *text = question_output(v->arena, state->text);
        bool asked = false;
        for (size_t k = 0; k < s->question.nchoices; k++)
            asked |=
                strcmp(question_output(v->arena, s->question.choices[k].text),
                       text) == 0;
        if (state->reached[MODEL_C11] && (!asked || state->how != FINAL_ENDS))
            verify_note(v, LEVEL_ERROR, file,
                        "step %s: C allows \"%s\", which is no choice", s->id,
                        text);
        else if (state->forbidden)
            verify_note(v, LEVEL_ERROR, file,
                        "step %s: \"%s\" was seen %ld times, though the "
                        "explorer says that C forbids it",
                        s->id, text, state->seen);
    }
}

static void check_litmus(struct verify *v, const struct lesson *l,
                         const struct step *s)
{
    long runs = v->quick && s->runs > QUICK_CALLS ? QUICK_CALLS : s->runs;
    struct litmus found;
    struct err e;

    if (!litmus_find(v->arena, v->app, s, runs, &found, &e))
        verify_failed(v, verify_below(v, l->md_path), &e);
    else if (found.why != NULL)
        verify_note(v, LEVEL_ERROR, verify_below(v, l->md_path),
                    "step %s has no key: %s", s->id, found.why);
    else if (!found.stopped)
        check_outcomes(v, l, s, &found);
}

/* That there is something to be shown: a failure, or a proof. */
static void check_schedules(struct verify *v, const struct lesson *l,
                            const struct step *s)
{
    struct explore_request req = {
        .nfiles = 1, .bound = -1, .stop = &app_interrupted};
    struct explore_result r;
    struct program p;
    struct err e, why;
    bool usage;

    bool ok = program_put(v->arena, s, &p, &e);
    req.files = &p.file;
    ok = ok && grader_explore(v->arena, v->grader, &req, &r, &usage, &e);
    if (!program_remove(&p, ok ? &e : &why))
        ok = false;
    if (!ok)
        verify_failed(v, verify_below(v, l->md_path), &e);
    else if (!r.compiled)
        verify_note(v, LEVEL_ERROR, verify_below(v, l->md_path),
                    "the program of step %s does not compile: %s", s->id,
                    r.findings[0].message);
    else if (r.outcome == OUTCOME_UNSURE && !r.stopped)
        verify_note(v, LEVEL_ERROR, verify_below(v, l->md_path),
                    "step %s shows neither a failure nor a proof: %s", s->id,
                    r.nparts > 0 && r.parts[0].why ? r.parts[0].why
                    : r.why                        ? r.why
                                                   : "unknown");
}

static void check_machine(struct verify *v, const struct lesson *l,
                          const struct step *s)
{
    struct assembly_request req = {
        .functions = s->functions, .flags = s->flags, .stop = &app_interrupted};
    struct assembly_result r = {0};
    struct program p;
    struct err e, why;

    bool ok = program_put(v->arena, s, &p, &e);
    req.file = p.file;
    ok = ok && grader_assembly(v->arena, v->grader, &req, &r, &e);
    if (!program_remove(&p, ok ? &e : &why))
        ok = false;
    if (!ok)
        verify_failed(v, verify_below(v, l->md_path), &e);
    else if (!r.compiled && !r.stopped)
        verify_note(v, LEVEL_ERROR, verify_below(v, l->md_path),
                    "the program of step %s does not compile: %s", s->id,
                    r.finding.message);
    for (size_t i = 0; ok && i < r.machines[0].nfunctions; i++)
        if (r.machines[0].functions[i].nlines == 0)
            verify_note(v, LEVEL_ERROR, verify_below(v, l->json_path),
                        "step %s: there is no code of %s", s->id,
                        r.machines[0].functions[i].name);
}

static void collect(void *ctx, const char *data, size_t len)
{
    buf_add(ctx, data, len);
}

/* That it prints points, and none that is wrong. */
static void check_graph(struct verify *v, const struct lesson *l,
                        const struct step *s)
{
    struct points points = {.arena = v->arena};
    struct run_result r = {0};
    struct buf printed = BUF_INIT;
    struct run_request req = {.flags = s->flags,
                              .output = collect,
                              .ctx = &printed,
                              .stop = &app_interrupted};
    struct program p;
    struct err e, why;

    bool ok = program_put(v->arena, s, &p, &e);
    req.file = p.file;
    ok = ok && grader_run(v->arena, v->grader, &req, &r, &e);
    if (!program_remove(&p, ok ? &e : &why))
        ok = false;
    for (size_t at = 0, len; at < printed.len; at += len + 1) {
        len = strcspn(printed.data + at, "\n");
        points_take(&points, printed.data + at, len);
    }
    buf_free(&printed);
    if (!ok)
        verify_failed(v, verify_below(v, l->md_path), &e);
    else if (!r.compiled || r.failed)
        verify_note(v, LEVEL_ERROR, verify_below(v, l->md_path),
                    "the program of step %s does not run: %s", s->id,
                    r.finding.message);
    else if (!r.stopped && (points.n == 0 || points.wrong != NULL))
        verify_note(v, LEVEL_ERROR, verify_below(v, l->md_path), "step %s: %s",
                    s->id,
                    points.wrong ? points.wrong
                                 : "its program prints no line \"NAME X Y\"");
}

static void check_shown(struct verify *v, const struct lesson *l,
                        const struct step *s)
{
    if (s->outcomes) {
        check_litmus(v, l, s);
        return;
    }
    switch (s->shows) {
    case SHOWS_OUTPUT:
        check_program(v, l, s);
        break;
    case SHOWS_GRAPH:
        check_graph(v, l, s);
        break;
    case SHOWS_SCHEDULES:
        check_schedules(v, l, s);
        break;
    case SHOWS_MACHINE:
        check_machine(v, l, s);
        break;
    case SHOWS_CACHES:
        break;
    }
}

static void check_steps(struct verify *v, const struct lesson *l)
{
    for (size_t i = 0; i < l->nsteps && !app_interrupted; i++) {
        const struct step *s = &l->steps[i];
        verify_progress(v, "%s: step %zu of %zu, %s", l->slug, i + 1, l->nsteps,
                        s->id);
        if (s->type == STEP_EXERCISE)
            check_name(v, l, s);
        if (s->program)
            check_shown(v, l, s);
    }
}

void verify_lesson(struct verify *v, size_t index)
{
    const char *path = course_path(v->app->course, index);
    size_t before = v->problems, programs = 0;
    struct err e;

    v->lessons++;
    verify_progress(v, "%s", course_slug(v->app->course, index));
    const struct lesson *l = course_lesson(v->app->course, index, &e);
    if (!l) {
        verify_note(v, LEVEL_ERROR, verify_below(v, path), "%s", e.text);
        return;
    }
    check_needs(v, l, index);
    verify_texts(v, l);
    check_steps(v, l);
    for (size_t i = 0; i < l->nsteps; i++)
        programs += l->steps[i].program != NULL;
    if (v->problems == before && !app_interrupted)
        verify_note(v, LEVEL_OK, verify_below(v, path),
                    "loads: %zu step%s, %zu of them with a program that does "
                    "what it says",
                    l->nsteps, l->nsteps == 1 ? "" : "s", programs);
}

void verify_strays(struct verify *v)
{
    size_t n;
    const char *const *strays = course_strays(v->app->course, &n);

    for (size_t i = 0; i < n; i++)
        verify_note(v, LEVEL_ERROR,
                    arena_printf(v->arena, "lessons/%s", strays[i]),
                    "belongs to no lesson: one is NNN-slug.json with "
                    "NNN-slug.md beside it");
}
