/* The verdict as JSON, and findings back from it. */
#include "grader/verdict.h"
#include "src/base/json.h"

#include <string.h>

enum {
    FINDINGS_MAX = 1000, /* read back: far above what one grade gives */
    LINE_NUMBER_MAX = 10000000,
};

static void put_text(struct json_out *w, const char *key, const char *text)
{
    if (text != NULL)
        json_put_string(w, key, text);
}

static void put_int(struct json_out *w, const char *key, int n)
{
    if (n > 0)
        json_put_number(w, key, n);
}

static void put_count(struct json_out *w, const char *key, int n)
{
    if (n >= 0)
        json_put_number(w, key, n);
}

static void put_frame(struct json_out *w, const struct frame *f)
{
    json_put_object(w, NULL);
    json_put_string(w, "function", f->function);
    put_text(w, "file", f->file);
    put_int(w, "line", f->line);
    json_put_bool(w, "own", f->own);
    json_put_end(w, '}');
}

static void put_thread(struct json_out *w, const struct thread_view *t)
{
    json_put_object(w, NULL);
    json_put_string(w, "name", t->name);
    json_put_string(w, "state", t->state);
    json_put_array(w, "frames");
    for (size_t i = 0; i < t->nframes; i++)
        put_frame(w, &t->frames[i]);
    json_put_end(w, ']');
    json_put_end(w, '}');
}

/* Numbers as C has them; above 2^53 the last digits are not exact. */
static void put_step_keys(struct json_out *w, const struct trace_step *s)
{
    put_count(w, "n", s->number);
    json_put_number(w, "thread", s->thread);
    json_put_string(w, "kind", trace_kind_name(s->kind));
    json_put_string(w, "name", s->name);
    put_text(w, "order", s->order);
    put_text(w, "object", s->object);
    put_text(w, "variable", s->variable);
    put_int(w, "size", (int)s->size);
    if (s->reads) {
        json_put_number(w, "read", (double)s->read);
        json_put_number(w, "from", s->from);
        json_put_array(w, "newer");
        for (size_t i = 0; i < s->nnewer; i++)
            json_put_number(w, NULL, s->newer[i]);
        json_put_end(w, ']');
    }
    if (s->writes)
        json_put_number(w, "wrote", (double)s->wrote);
    if (s->kind == TRACE_CHOICE)
        json_put_number(w, "choice", s->choice);
    if (s->child >= 0)
        json_put_number(w, "child", s->child);
    json_put_bool(w, "preempts", s->preempts);
    json_put_array(w, "frames");
    for (size_t i = 0; i < s->nframes; i++)
        put_frame(w, &s->frames[i]);
    json_put_end(w, ']');
}

static void put_step(struct json_out *w, const struct trace_step *s)
{
    json_put_object(w, NULL);
    put_step_keys(w, s);
    json_put_end(w, '}');
}

static void put_trace(struct json_out *w, const struct trace *t)
{
    json_put_array(w, "steps");
    for (size_t i = 0; i < t->nsteps; i++)
        put_step(w, &t->steps[i]);
    json_put_end(w, ']');
}

static void put_finding(struct json_out *w, const struct finding *f)
{
    json_put_object(w, NULL);
    json_put_string(w, "kind", finding_kind_name(f->kind));
    json_put_string(w, "stage", stage_name(f->stage));
    json_put_bool(w, "chance", f->chance);
    put_text(w, "file", f->file);
    put_int(w, "line", f->line);
    put_int(w, "column", f->column);
    put_text(w, "function", f->function);
    put_text(w, "test", f->test);
    put_text(w, "expectation", f->expectation);
    json_put_string(w, "message", f->message);
    put_text(w, "detail", f->detail);
    put_text(w, "output", f->output);
    if (f->nthreads > 0) {
        json_put_array(w, "threads");
        for (size_t i = 0; i < f->nthreads; i++)
            put_thread(w, &f->threads[i]);
        json_put_end(w, ']');
    }
    put_text(w, "schedule", f->schedule);
    if (f->trace != NULL)
        put_trace(w, f->trace);
    json_put_end(w, '}');
}

static void put_findings(struct json_out *w, const char *key,
                         const struct finding *f, size_t n)
{
    json_put_array(w, key);
    for (size_t i = 0; i < n; i++)
        put_finding(w, &f[i]);
    json_put_end(w, ']');
}

static void put_scenarios(struct json_out *w, const struct exploration *list,
                          size_t n)
{
    json_put_array(w, "scenarios");
    for (size_t i = 0; i < n; i++) {
        const struct exploration *x = &list[i];
        json_put_object(w, NULL);
        put_text(w, "id", x->id);
        put_text(w, "what", x->what);
        json_put_string(w, "outcome", outcome_name(x->outcome));
        json_put_number(w, "executions", (double)x->executions);
        json_put_bool(w, "proved", x->proved);
        json_put_number(w, "bound", x->bound);
        json_put_number(w, "samples", (double)x->samples);
        put_text(w, "why", x->why);
        json_put_end(w, '}');
    }
    json_put_end(w, ']');
}

static void put_speeds(struct json_out *w, const struct speed *list, size_t n)
{
    json_put_array(w, "speeds");
    for (size_t i = 0; i < n; i++) {
        json_put_object(w, NULL);
        json_put_string(w, "id", list[i].id);
        json_put_string(w, "what", list[i].what);
        json_put_string(w, "outcome", outcome_name(list[i].outcome));
        json_put_number(w, "ratio", list[i].ratio);
        json_put_number(w, "bar", list[i].bar);
        json_put_number(w, "rounds", (double)list[i].rounds);
        json_put_end(w, '}');
    }
    json_put_end(w, ']');
}

static void put_stage(struct json_out *w, enum stage stage,
                      const struct verdict *v)
{
    const struct stage_result *s = &v->stages[stage];

    json_put_object(w, NULL);
    json_put_string(w, "name", stage_name(stage));
    json_put_string(w, "outcome", outcome_name(s->outcome));
    json_put_number(w, "seconds", s->seconds);
    put_text(w, "why", s->why);
    if (stage != STAGE_BUILD && stage != STAGE_SHAPE) {
        json_put_number(w, "checks_run", (double)s->checks_run);
        json_put_number(w, "checks_expected", (double)s->checks_expected);
    }
    if (stage == STAGE_SCHEDULES)
        put_scenarios(w, v->scenarios, v->nscenarios);
    if (stage == STAGE_SPEED)
        put_speeds(w, v->speeds, v->nspeeds);
    json_put_end(w, '}');
}

static void put_graph(struct json_out *w, const struct speed_graph *g)
{
    json_put_object(w, "graph");
    json_put_string(w, "title", g->title);
    json_put_string(w, "across", g->across);
    json_put_string(w, "up", g->up);
    json_put_array(w, "points");
    for (size_t i = 0; i < g->points.n; i++) {
        const struct point *p = &g->points.list[i];
        json_put_object(w, NULL);
        json_put_string(w, "name", g->points.names[p->series]);
        json_put_number(w, "x", p->x);
        json_put_number(w, "y", p->y);
        json_put_end(w, '}');
    }
    json_put_end(w, ']');
    json_put_end(w, '}');
}

static void put_layers(struct json_out *w, const struct layer *layer, size_t n)
{
    json_put_array(w, "layers");
    for (size_t i = 0; i < n; i++) {
        json_put_object(w, NULL);
        json_put_string(w, "name", layer[i].name);
        json_put_bool(w, "active", layer[i].active);
        put_text(w, "why", layer[i].why);
        json_put_end(w, '}');
    }
    json_put_end(w, ']');
}

void verdict_json(const struct verdict *v, struct buf *out)
{
    struct json_out w;

    json_begin(&w, out);
    json_put_object(&w, NULL);
    json_put_number(&w, "format", 1);
    json_put_string(&w, "exercise", v->exercise);
    json_put_string(&w, "submission", v->submission);
    json_put_string(&w, "verdict", outcome_name(v->outcome));
    json_put_array(&w, "stages");
    for (int s = 0; s < STAGE_COUNT; s++)
        put_stage(&w, (enum stage)s, v);
    json_put_end(&w, ']');
    put_findings(&w, "findings", v->findings, v->nfindings);
    if (v->graph != NULL)
        put_graph(&w, v->graph);
    put_layers(&w, v->layers, v->nlayers);
    json_put_bool(&w, "remembered", v->remembered);
    put_text(&w, "seed", v->seed);
    json_put_number(&w, "seconds", v->seconds);
    json_put_end(&w, '}');
    if (out->len == 0 || out->data[out->len - 1] != '\n')
        buf_addc(out, '\n');
}

void explore_json(const struct explore_request *req,
                  const struct explore_result *r, struct buf *out)
{
    struct json_out w;
    long executions = 0;
    bool complete = r->nparts > 0;

    for (size_t i = 0; i < r->nparts; i++) {
        executions += r->parts[i].executions;
        complete &= r->parts[i].proved;
    }
    json_begin(&w, out);
    json_put_object(&w, NULL);
    json_put_number(&w, "format", 1);
    json_put_array(&w, "files");
    for (size_t i = 0; i < req->nfiles; i++)
        json_put_string(&w, NULL, req->files[i]);
    json_put_end(&w, ']');
    json_put_string(&w, "verdict", outcome_name(r->outcome));
    put_text(&w, "why", r->why);
    put_findings(&w, "findings", r->findings, r->nfindings);
    json_put_number(&w, "executions", (double)executions);
    json_put_bool(&w, "complete", complete);
    put_scenarios(&w, r->parts, r->nparts);
    json_put_number(&w, "seconds", r->seconds);
    json_put_end(&w, '}');
    if (out->len == 0 || out->data[out->len - 1] != '\n')
        buf_addc(out, '\n');
}

static void put_options(struct json_out *w, const struct replay_state *s)
{
    json_put_array(w, "options");
    for (size_t i = 0; i < s->noptions; i++) {
        json_put_object(w, NULL);
        json_put_string(w, "move", s->options[i].token);
        json_put_object(w, "step");
        put_step_keys(w, &s->options[i].step);
        json_put_end(w, '}');
        json_put_end(w, '}');
    }
    json_put_end(w, ']');
    json_put_array(w, "blocked");
    for (size_t i = 0; i < s->nblocked; i++)
        put_thread(w, &s->blocked[i]);
    json_put_end(w, ']');
}

void replay_json(const char *schedule, const struct replay_state *s,
                 struct buf *out)
{
    struct finding bare = s->finding ? *s->finding : (struct finding){0};
    struct json_out w;

    bare.trace = NULL; /* it is below */
    json_begin(&w, out);
    json_put_object(&w, NULL);
    json_put_number(&w, "format", 1);
    json_put_string(&w, "schedule", schedule);
    json_put_string(&w, "verdict", outcome_name(s->outcome));
    put_text(&w, "why", s->why);
    put_findings(&w, "findings", &bare, s->finding != NULL);
    json_put_array(&w, "threads");
    for (size_t i = 0; s->trace != NULL && i < s->trace->nthreads; i++) {
        const struct trace_thread *t = &s->trace->threads[i];
        json_put_object(&w, NULL);
        json_put_number(&w, "id", t->id);
        json_put_string(&w, "name", t->name);
        put_text(&w, "function", t->function);
        json_put_end(&w, '}');
    }
    json_put_end(&w, ']');
    if (s->trace != NULL)
        put_trace(&w, s->trace);
    if (s->schedule != NULL)
        put_options(&w, s);
    json_put_end(&w, '}');
    if (out->len == 0 || out->data[out->len - 1] != '\n')
        buf_addc(out, '\n');
}

void findings_json(const struct finding *f, size_t n, struct buf *out)
{
    struct json_out w;

    json_begin(&w, out);
    put_findings(&w, NULL, f, n);
}

/* ------------------------------------------------------------- reading back */

static bool get_text(struct json v, const char *key, const char **out,
                     struct err *e)
{
    struct json text = json_get(v, key);

    return !json_exists(text) || json_string(text, out, e);
}

static bool get_int(struct json v, const char *key, int *out, struct err *e)
{
    struct json number = json_get(v, key);
    long n = 0;

    if (json_exists(number) && !json_int(number, 0, LINE_NUMBER_MAX, &n, e))
        return false;
    *out = (int)n;
    return true;
}

static bool get_frames(struct arena *a, struct json v, struct thread_view *out,
                       struct err *e)
{
    struct json list = json_get(v, "frames");
    struct frame *frames;

    if (!json_array(list, &out->nframes, e))
        return false;
    out->frames = frames = ARENA_ARRAY(a, struct frame, out->nframes);
    for (size_t i = 0; i < out->nframes; i++) {
        struct json f = json_at(list, i);
        if (!json_string(json_get(f, "function"), &frames[i].function, e) ||
            !get_text(f, "file", &frames[i].file, e) ||
            !get_int(f, "line", &frames[i].line, e) ||
            !json_bool(json_get(f, "own"), &frames[i].own, e))
            return false;
    }
    return true;
}

static bool get_threads(struct arena *a, struct json v, struct finding *out,
                        struct err *e)
{
    struct json list = json_get(v, "threads");
    struct thread_view *threads;

    if (!json_exists(list))
        return true;
    if (!json_array(list, &out->nthreads, e))
        return false;
    out->threads = threads = ARENA_ARRAY(a, struct thread_view, out->nthreads);
    for (size_t i = 0; i < out->nthreads; i++) {
        struct json t = json_at(list, i);
        if (!json_string(json_get(t, "name"), &threads[i].name, e) ||
            !json_string(json_get(t, "state"), &threads[i].state, e) ||
            !get_frames(a, t, &threads[i], e))
            return false;
    }
    return true;
}

static bool stage_parse(const char *name, enum stage *out)
{
    for (int s = 0; s < STAGE_COUNT; s++) {
        if (strcmp(stage_name((enum stage)s), name) == 0) {
            *out = (enum stage)s;
            return true;
        }
    }
    return false;
}

static bool get_finding(struct arena *a, struct json v, struct finding *f,
                        struct err *e)
{
    const char *kind, *stage;

    if (!json_string(json_get(v, "kind"), &kind, e) ||
        !json_string(json_get(v, "stage"), &stage, e))
        return false;
    if (!finding_kind_parse(kind, &f->kind) || !stage_parse(stage, &f->stage))
        return json_error(v, e, "no such kind or stage");
    return json_bool(json_get(v, "chance"), &f->chance, e) &&
           get_text(v, "file", &f->file, e) &&
           get_int(v, "line", &f->line, e) &&
           get_int(v, "column", &f->column, e) &&
           get_text(v, "function", &f->function, e) &&
           get_text(v, "test", &f->test, e) &&
           get_text(v, "expectation", &f->expectation, e) &&
           json_string(json_get(v, "message"), &f->message, e) &&
           get_text(v, "detail", &f->detail, e) &&
           get_text(v, "output", &f->output, e) &&
           get_text(v, "schedule", &f->schedule, e) && get_threads(a, v, f, e);
}

bool findings_parse(struct arena *a, const char *name, const struct text *json,
                    struct finding **out, size_t *n, struct err *e)
{
    struct json root;

    if (!json_parse(a, name, json->data, json->len, &root, e) ||
        !json_array(root, n, e))
        return false;
    if (*n > FINDINGS_MAX)
        return json_error(root, e, "too many findings");
    *out = ARENA_ARRAY(a, struct finding, *n);
    for (size_t i = 0; i < *n; i++) {
        if (!get_finding(a, json_at(root, i), &(*out)[i], e))
            return false;
    }
    return true;
}
