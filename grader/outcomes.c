/* All final states of a program: those that each memory model allows, and those
 * that this machine comes to. */
#include "grader/native.h"

#include "src/base/buf.h"
#include "src/base/json.h"
#include "src/base/moment.h"

#include <stdlib.h>
#include <string.h>

enum { STATES_MAX = 1024 }; /* each model and the driver tell at most 256 */

/* One request on its way. */
struct session {
    struct explored_program p;
    const struct explore_request *req;
    struct outcomes *out;
    bool models; /* find what each allows */
};

/* --------------------------------------------------------------------- states
 */

/* The state that a report tells of. Where a program hangs is not seen from
 * outside, so a run that does not end counts as the model's deadlock. */
static struct final_state *find(struct outcomes *out,
                                const struct outcome_record *r, bool real)
{
    for (size_t i = 0; i < out->nstates; i++) {
        struct final_state *s = &out->states[i];
        if (s->how == r->how &&
            (strcmp(s->text, r->text) == 0 || (real && s->how == FINAL_HANGS)))
            return s;
    }
    if (out->nstates == STATES_MAX)
        return NULL;
    struct final_state *s = &out->states[out->nstates++];
    *s = (struct final_state){.how = r->how, .text = r->text};
    return s;
}

static void add_reached(struct outcomes *out, const struct outcome_record *r,
                        enum memory_model m)
{
    struct final_state *s = find(out, r, false);

    if (s == NULL)
        return;
    s->reached[m] = true;
    s->executions[m] = r->executions;
    s->schedule[m] = r->schedule;
}

static void add_seen(void *ctx, const struct outcome_record *r)
{
    struct outcomes *out = ctx;
    struct final_state *s = find(out, r, true);

    if (s == NULL)
        out->tally.uncounted += r->count;
    else
        s->seen += r->count;
}

/* ------------------------------------------------------------------- exploring
 */

static bool explore_model(struct session *s, enum memory_model m)
{
    const struct explored_run run = {
        .program = explored_program_path(&s->p, EXPLORED_O0),
        .model = m,
        .bound = s->req->bound,
        .seconds = s->req->seconds,
        .inject = s->req->inject,
        .reuse = s->req->reuse,
        .outcomes = true,
        .args = s->req->args};
    const struct trace_program program = {
        .elf = run.program, .files = s->p.names, .nfiles = s->p.nfiles};
    struct args argv = explored_argv(s->p.a, &run);
    struct sandbox_limits limits = explored_limits(&run);
    struct outcomes_model *model = &s->out->models[m];
    const struct sandbox_result *r;
    struct schedule_record record;
    struct exploration x = {0};
    struct finding f;
    struct err ignored;

    if (!explored_program_run(&s->p, &argv, &limits, &r))
        return false;
    if (s->p.stopped)
        return true;
    explored_judge(s->p.a, r, &limits, &program, &x, &f);
    *model = (struct outcomes_model){
        .complete = x.proved, .why = x.why, .executions = x.executions};
    if (schedule_record_parse(s->p.a, &r->records, &record, &ignored)) {
        for (size_t i = 0; i < record.noutcomes; i++)
            add_reached(s->out, &record.outcomes[i], m);
    }
    return true;
}

static bool explore_models(struct session *s)
{
    static const enum memory_model order[] = {MODEL_SC, MODEL_TSO, MODEL_C11};

    for (size_t i = 0; i < MODEL_COUNT && !s->p.stopped; i++) {
        if (!explore_model(s, order[i]))
            return false;
    }
    return true;
}

/* The most frequent first, then those of the strongest model. */
static int by_seen(const void *x, const void *y)
{
    const struct final_state *a = x, *b = y;

    if (a->seen != b->seen)
        return a->seen < b->seen ? 1 : -1;
    for (int m = MODEL_COUNT - 1; m >= 0; m--) {
        if (a->reached[m] != b->reached[m])
            return a->reached[m] ? -1 : 1;
    }
    return strcmp(a->text, b->text);
}

static void settle(struct outcomes *out)
{
    for (size_t i = 0; i < out->nstates; i++) {
        struct final_state *s = &out->states[i];
        /* A run that did not end may only have been slow. */
        s->forbidden = s->seen > 0 && !s->reached[MODEL_C11] &&
                       out->models[MODEL_C11].complete && s->how != FINAL_HANGS;
    }
    qsort(out->states, out->nstates, sizeof *out->states, by_seen);
}

static bool list_all(struct session *s, long runs, bool *usage)
{
    struct outcomes *out = s->out;
    struct explored_program *p = &s->p;

    if (!explored_program_build(p, EXPLORED_O0))
        return false;
    out->finding = p->finding;
    out->compiled = p->finding == NULL && !p->stopped;
    if (!out->compiled)
        return true;
    if (!explored_defines(p->symbols, "main")) {
        *usage = true;
        return err_set(p->e,
                       "%s: no main; outcomes are those of a program "
                       "that has one",
                       s->req->files[0]);
    }
    out->why = explored_refusal(p->a, p->x, p->symbols, p->files, p->nsources);
    if (out->why != NULL)
        return true;
    if ((s->models && !explore_models(s)) ||
        (!p->stopped &&
         !native_tally(p, s->req->args, runs, add_seen, out, &out->tally)))
        return false;
    settle(out);
    return true;
}

static bool list(struct session *s, struct arena *a, long runs, bool *usage)
{
    struct outcomes *out = s->out;
    double start = moment_s();

    *usage = false;
    *out = (struct outcomes){0};
    out->states = ARENA_ARRAY(a, struct final_state, STATES_MAX);
    if (!explored_program_read(&s->p, s->req->files, s->req->nfiles)) {
        *usage = true;
        return false;
    }
    bool ok = explored_program_open(&s->p) && list_all(s, runs, usage);
    explored_program_close(&s->p);
    out->stopped = s->p.stopped;
    out->seconds = moment_s() - start;
    return ok;
}

static struct session session(struct arena *a, struct grader *g,
                              const struct explore_request *req,
                              struct outcomes *out, struct err *e)
{
    return (struct session){.p = {.a = a,
                                  .g = g,
                                  .stop = req->stop,
                                  .tick = req->tick,
                                  .ctx = req->ctx,
                                  .e = e},
                            .req = req,
                            .out = out};
}

bool grader_outcomes(struct arena *a, struct grader *g,
                     const struct explore_request *req, long runs,
                     struct outcomes *out, bool *usage, struct err *e)
{
    struct session s = session(a, g, req, out, e);

    s.models = true;
    return list(&s, a, runs, usage);
}

bool grader_tally(struct arena *a, struct grader *g,
                  const struct explore_request *req, long runs,
                  struct outcomes *out, bool *usage, struct err *e)
{
    struct session s = session(a, g, req, out, e);

    return list(&s, a, runs, usage);
}

/* ------------------------------------------------------------------------ JSON
 */

static void put_state(struct json_out *w, const struct final_state *s)
{
    static const char *const hows[] = {[FINAL_ENDS] = "ends",
                                       [FINAL_STOPS] = "stops",
                                       [FINAL_HANGS] = "hangs",
                                       [FINAL_UNDEFINED] = "undefined"};

    json_put_object(w, NULL);
    json_put_string(w, "text", s->text);
    json_put_string(w, "how", hows[s->how]);
    json_put_object(w, "models");
    for (int m = 0; m < MODEL_COUNT; m++) {
        if (!s->reached[m])
            continue;
        json_put_object(w, memory_model_names[m]);
        json_put_number(w, "executions", (double)s->executions[m]);
        if (s->schedule[m] != NULL)
            json_put_string(w, "schedule", s->schedule[m]);
        json_put_end(w, '}');
    }
    json_put_end(w, '}');
    json_put_number(w, "seen", (double)s->seen);
    json_put_bool(w, "forbidden", s->forbidden);
    json_put_end(w, '}');
}

static void put_model(struct json_out *w, enum memory_model m,
                      const struct outcomes_model *model)
{
    json_put_object(w, memory_model_names[m]);
    json_put_bool(w, "complete", model->complete);
    if (model->why != NULL)
        json_put_string(w, "why", model->why);
    json_put_number(w, "executions", (double)model->executions);
    json_put_end(w, '}');
}

static void put_tally(struct json_out *w, const struct outcomes_tally *t)
{
    json_put_object(w, "machine");
    json_put_number(w, "runs", (double)t->runs);
    json_put_number(w, "wanted", (double)t->wanted);
    if (t->why != NULL)
        json_put_string(w, "why", t->why);
    json_put_number(w, "uncounted", (double)t->uncounted);
    json_put_number(w, "processors", t->processors);
    json_put_bool(w, "pinned", t->pinned);
    json_put_number(w, "seconds", t->seconds);
    json_put_end(w, '}');
}

void outcomes_json(const struct explore_request *req, const struct outcomes *o,
                   struct buf *out)
{
    struct json_out w;

    json_begin(&w, out);
    json_put_object(&w, NULL);
    json_put_number(&w, "format", 1);
    json_put_array(&w, "files");
    for (size_t i = 0; i < req->nfiles; i++)
        json_put_string(&w, NULL, req->files[i]);
    json_put_end(&w, ']');
    json_put_bool(&w, "compiled", o->compiled);
    if (o->why != NULL || o->finding != NULL)
        json_put_string(&w, "why", o->why ? o->why : o->finding->message);
    json_put_array(&w, "outcomes");
    for (size_t i = 0; i < o->nstates; i++)
        put_state(&w, &o->states[i]);
    json_put_end(&w, ']');
    json_put_object(&w, "models");
    for (int m = 0; m < MODEL_COUNT; m++)
        put_model(&w, (enum memory_model)m, &o->models[m]);
    json_put_end(&w, '}');
    put_tally(&w, &o->tally);
    json_put_number(&w, "seconds", o->seconds);
    json_put_end(&w, '}');
    if (out->len == 0 || out->data[out->len - 1] != '\n')
        buf_addc(out, '\n');
}
