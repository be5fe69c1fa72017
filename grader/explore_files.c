/* Exploring a program that belongs to no exercise. */
#include "grader/explored_program.h"
#include "src/base/moment.h"

/* One program on its way. */
struct session {
    struct explored_program p;
    const struct explore_request *req;
    struct explore_result *out;
};

/* Its main, or its scenarios. */
static bool find_parts(struct session *s, bool *usage)
{
    struct explore_result *out = s->out;

    if (!explored_program_parts(&s->p, EXPLORED_O0, &out->parts, &out->nparts))
        return false;
    if (out->nparts > 0 || s->p.stopped)
        return true;
    *usage = true;
    return err_set(s->p.e, "%s: no main; a program to explore has one%s",
                   s->req->files[0],
                   s->req->nfiles > 1 ? " in one of its files" : "");
}

static bool explore_part(struct session *s, enum explored_level level,
                         struct exploration *part)
{
    struct arena *a = s->p.a;
    const struct explored_run run = {.program =
                                         explored_program_path(&s->p, level),
                                     .scenario = part->id,
                                     .model = s->req->model,
                                     .bound = s->req->bound,
                                     .seconds = s->req->seconds,
                                     .inject = s->req->inject,
                                     .reuse = s->req->reuse,
                                     .args = s->req->args};
    const struct trace_program program = {
        .elf = run.program, .files = s->p.names, .nfiles = s->p.nfiles};
    struct args argv = explored_argv(a, &run);
    struct sandbox_limits limits = explored_limits(&run);
    const struct sandbox_result *r;
    struct exploration now = {0};
    struct finding f;

    if (!explored_program_run(&s->p, &argv, &limits, &r))
        return false;
    if (s->p.stopped)
        return true;
    if (explored_judge(a, r, &limits, &program, &now, &f)) {
        f.test = part->id;
        f.expectation = part->what;
        if (level == EXPLORED_O1)
            explored_optimised(a, &f);
        s->out->findings[s->out->nfindings++] = f;
    }
    explored_merge(part, &now);
    return true;
}

/* Settles the outcome of a level that was built. */
static bool explore_level(struct session *s, enum explored_level level)
{
    struct explore_result *out = s->out;
    const char *why = explored_refusal(s->p.a, s->p.x, s->p.symbols, s->p.files,
                                       s->p.nsources);

    out->outcome = OUTCOME_UNSURE;
    out->why = why;
    if (why != NULL)
        return true;
    for (size_t i = 0; i < out->nparts && !s->p.stopped; i++) {
        if (!explore_part(s, level, &out->parts[i]))
            return false;
    }
    out->outcome = out->nfindings > 0 ? OUTCOME_FAILED : OUTCOME_PASSED;
    for (size_t i = 0; i < out->nparts; i++) {
        if (out->nfindings == 0 && out->parts[i].outcome != OUTCOME_PASSED) {
            out->outcome = OUTCOME_UNSURE;
            out->why = out->parts[i].why;
        }
    }
    return true;
}

/* Leaves out->compiled, or the finding of a program that does not build. */
static bool build(struct session *s, enum explored_level level)
{
    struct explore_result *out = s->out;

    if (!explored_program_build(&s->p, level))
        return false;
    out->compiled = s->p.finding == NULL && !s->p.stopped;
    if (s->p.finding != NULL) {
        out->outcome = OUTCOME_FAILED;
        out->findings = s->p.finding;
        out->nfindings = 1;
    }
    return true;
}

static bool explore_all(struct session *s, bool *usage)
{
    struct explore_result *out = s->out;

    for (int level = 0; level < EXPLORED_LEVELS; level++) {
        if (!build(s, (enum explored_level)level))
            return false;
        if (!out->compiled)
            return true;
        if (level == EXPLORED_O0) {
            if (!find_parts(s, usage))
                return false;
            out->findings = ARENA_ARRAY(s->p.a, struct finding, out->nparts);
        }
        if (s->p.stopped)
            return true;
        if (!explore_level(s, (enum explored_level)level))
            return false;
        if (s->p.stopped || out->outcome != OUTCOME_PASSED)
            return true;
    }
    return true;
}

bool grader_explore(struct arena *a, struct grader *g,
                    const struct explore_request *req,
                    struct explore_result *out, bool *usage, struct err *e)
{
    struct session s = {.p = {.a = a,
                              .g = g,
                              .stop = req->stop,
                              .tick = req->tick,
                              .ctx = req->ctx,
                              .e = e},
                        .req = req,
                        .out = out};
    double start = moment_s();

    *usage = false;
    *out = (struct explore_result){.outcome = OUTCOME_UNSURE};
    if (!explored_program_read(&s.p, req->files, req->nfiles)) {
        *usage = true;
        return false;
    }
    bool ok = explored_program_open(&s.p) && explore_all(&s, usage);
    explored_program_close(&s.p);
    out->stopped = s.p.stopped;
    out->seconds = moment_s() - start;
    return ok;
}
