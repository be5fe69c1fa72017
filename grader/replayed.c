/* Running single executions of a program that was built for the explorer.
 *
 * P1. An execution is determined by program, arguments and schedule: the same
 *     three give the same steps, on any machine, at any time.
 * P2. A schedule may be longer than what is known of it: what comes after it is
 *     what a program does when nobody interferes. */
#include "grader/cache.h"
#include "grader/exercise.h"
#include "grader/explored_program.h"
#include "src/base/buf.h"
#include "src/base/suggest.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

struct replay {
    struct explored_program p;
    const struct replay_request *req;
    enum explored_level level;
    struct exploration part; /* what is run: main, or a scenario */
};

/* ----------------------------------------------------------------- schedules
 */

bool replay_optimised(const char *schedule)
{
    size_t len = strlen(schedule), end = strlen(EXPLORED_OPTIMISED);

    return len > end && strcmp(schedule + len - end, EXPLORED_OPTIMISED) == 0;
}

bool replay_is_schedule(const char *text)
{
    const char *colon = strchr(text, ':');
    size_t len = strlen(text);

    if (text[0] != '1' || colon == NULL || colon < text + 2)
        return false;
    if (replay_optimised(text))
        len -= strlen(EXPLORED_OPTIMISED);
    for (const char *at = text + 1; at < text + len; at++) {
        if (!islower((unsigned char)*at) && at != colon &&
            (at < colon ||
             (!isdigit((unsigned char)*at) && strchr("<^=", *at) == NULL)))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------- opening
 */

static bool read_files(struct explored_program *p,
                       const struct replay_request *req)
{
    if (req->exercise != NULL)
        return explored_program_read_exercise(p, req->exercise, req->files[0]);
    return explored_program_read(p, req->files, req->nfiles);
}

bool replay_identity(struct arena *a, const struct replay_request *req,
                     const char **out, struct err *e)
{
    struct explored_program p = {.a = a, .e = e};
    uint64_t hash = CACHE_HASH_START;

    if (!read_files(&p, req))
        return false;
    for (size_t i = 0; i < p.nfiles; i++) {
        const struct explored_source *f = &p.files[i];
        hash = cache_hash(hash, f->name, strlen(f->name) + 1);
        hash = cache_hash(hash, &f->text.len, sizeof f->text.len);
        hash = cache_hash(hash, f->text.data, f->text.len);
    }
    *out = arena_printf(a, "%016" PRIx64, hash);
    return true;
}

/* The linker's line that says what is missing: its last one does not. */
static const char *linker_line(struct arena *a, const char *text)
{
    const char *at = text != NULL ? strstr(text, "undefined reference") : NULL;

    return at != NULL ? arena_strndup(a, at, strcspn(at, "\n")) : NULL;
}

/* Why its sources make no program; NULL: they do. */
static const char *why_not_built(const struct explored_program *p)
{
    const struct finding *f = p->finding;

    if (f == NULL)
        return explored_refusal(p->a, p->x, p->symbols, p->files, p->nsources);
    if (f->file != NULL && f->line > 0)
        return arena_printf(p->a, "%s:%d: %s", f->file, f->line, f->message);
    const char *missing = linker_line(p->a, f->detail);
    return missing != NULL ? missing : f->message;
}

static bool no_such_part(struct replay *r, const struct exploration *parts,
                         size_t n)
{
    struct arena *a = r->p.a;
    const char *wanted = r->req->scenario, *all = "";
    const char **ids = ARENA_ARRAY(a, const char *, n);

    for (size_t i = 0; i < n; i++) {
        ids[i] = parts[i].id != NULL ? parts[i].id : "main";
        all = arena_printf(a, "%s%s%s", all, i > 0 ? ", " : "", ids[i]);
    }
    if (n == 0)
        return err_set(r->p.e, "%s: neither a main nor a scenario to run",
                       r->req->files[0]);
    if (wanted == NULL)
        return err_set(r->p.e, "which scenario? --scenario is one of %s", all);
    const char *near = suggest(wanted, ids, n);
    return near != NULL
               ? err_set(r->p.e,
                         "no scenario is called '%s'; did you mean "
                         "'%s'?",
                         wanted, near)
               : err_set(r->p.e, "no scenario is called '%s'; there is %s",
                         wanted, all);
}

/* The scenario that is asked for; the only one need not be named. */
static bool find_part(struct replay *r)
{
    struct exploration *parts;
    const char *wanted = r->req->scenario;
    size_t n;

    if (!explored_program_parts(&r->p, r->level, &parts, &n))
        return false;
    if (r->p.stopped)
        return true;
    for (size_t i = 0; i < n; i++) {
        bool meant = wanted != NULL && parts[i].id != NULL
                         ? strcmp(parts[i].id, wanted) == 0
                         : wanted == NULL && n == 1;
        if (meant) {
            r->part = parts[i];
            return true;
        }
    }
    return no_such_part(r, parts, n);
}

bool replay_open(struct arena *a, struct grader *g,
                 const struct replay_request *req, struct replay **out,
                 const char **why, bool *usage, struct err *e)
{
    struct replay *r = ARENA_NEW(a, struct replay);

    r->p = (struct explored_program){.a = a,
                                     .g = g,
                                     .stop = req->stop,
                                     .tick = req->tick,
                                     .ctx = req->ctx,
                                     .e = e};
    r->req = req;
    r->level = req->optimised ? EXPLORED_O1 : EXPLORED_O0;
    *out = NULL;
    *why = NULL;
    *usage = !read_files(&r->p, req);
    if (*usage)
        return false;
    bool ok =
        explored_program_open(&r->p) && explored_program_build(&r->p, r->level);
    if (ok && !r->p.stopped)
        *why = why_not_built(&r->p);
    if (ok && !r->p.stopped && *why == NULL)
        ok = find_part(r) || !(*usage = true);
    r->p.tick = NULL; /* only building takes so long that a person waits */
    if (ok && !r->p.stopped && *why == NULL)
        *out = r;
    else
        explored_program_close(&r->p);
    return ok;
}

void replay_close(struct replay *r)
{
    if (r != NULL)
        explored_program_close(&r->p);
}

/* -------------------------------------------------------------------- running
 */

static struct explored_run run_of(const struct replay *r)
{
    return (struct explored_run){.program =
                                     explored_program_path(&r->p, r->level),
                                 .scenario = r->part.id,
                                 .bound = -1,
                                 .args = r->req->args};
}

static struct trace_program program_of(const struct replay *r)
{
    return (struct trace_program){.elf = explored_program_path(&r->p, r->level),
                                  .own = r->p.own,
                                  .files = r->p.names,
                                  .nfiles = r->p.nfiles};
}

static const struct finding *keep(struct arena *a, const struct replay *r,
                                  const struct finding *f)
{
    struct finding *kept = ARENA_NEW(a, struct finding);

    *kept = *f;
    kept->test = r->part.id;
    kept->expectation = r->part.what;
    if (r->level == EXPLORED_O1)
        explored_optimised(a, kept);
    return kept;
}

/* What the run's records say. */
static void judge(struct arena *a, struct replay *r,
                  const struct sandbox_result *result,
                  const struct sandbox_limits *limits, struct replay_state *out)
{
    const struct trace_program program = program_of(r);
    struct schedule_record record;
    struct exploration now = {0};
    struct finding f;
    struct err e;

    if (explored_judge(a, result, limits, &program, &now, &f))
        out->finding = keep(a, r, &f);
    out->why = now.why;
    if (!schedule_record_parse(a, &result->records, &record, &e))
        return; /* explored_judge has said why */
    trace_state(a, &record, &program, out);
    out->lost = record.ended && !record.found &&
                record.result.outcome == OUTCOME_UNSURE;
    bool whole = record.ended && result->end == SANDBOX_EXITED &&
                 record.result.why == NULL;
    out->outcome = out->finding != NULL ? OUTCOME_FAILED
                   : whole              ? OUTCOME_PASSED
                                        : OUTCOME_UNSURE;
    out->schedule = record.so_far;
    if (record.so_far != NULL && r->level == EXPLORED_O1)
        out->schedule =
            arena_printf(a, "%s%s", record.so_far, EXPLORED_OPTIMISED);
}

bool replay_run(struct arena *a, struct replay *r, const char *schedule,
                bool stops, struct replay_state *out, struct err *e)
{
    size_t len = strlen(schedule);
    const struct sandbox_result *result;
    struct explored_run run = run_of(r);

    if (replay_optimised(schedule))
        len -= strlen(EXPLORED_OPTIMISED);
    run.schedule = arena_strndup(a, schedule, len);
    run.stops = stops;
    struct args argv = explored_argv(a, &run);
    struct sandbox_limits limits = explored_limits(&run);
    *out = (struct replay_state){.outcome = OUTCOME_UNSURE};
    r->p.e = e;
    if (!explored_program_run(&r->p, &argv, &limits, &result))
        return false;
    if (r->p.stopped)
        out->why = "stopped";
    else
        judge(a, r, result, &limits, out);
    return true;
}

bool replay_search(struct arena *a, struct replay *r, enum memory_model model,
                   double seconds, struct exploration *out,
                   const struct finding **finding, struct err *e)
{
    const struct trace_program program = program_of(r);
    const struct sandbox_result *result;
    struct explored_run run = run_of(r);
    struct finding f;

    run.model = model;
    run.seconds = seconds;
    struct args argv = explored_argv(a, &run);
    struct sandbox_limits limits = explored_limits(&run);
    *out = r->part;
    *finding = NULL;
    r->p.e = e;
    if (!explored_program_run(&r->p, &argv, &limits, &result))
        return false;
    if (r->p.stopped) {
        out->outcome = OUTCOME_UNSURE;
        out->why = "it was stopped";
    } else if (explored_judge(a, result, &limits, &program, out, &f)) {
        *finding = keep(a, r, &f);
    }
    return true;
}
