/* Finds the key of a litmus test, and shows it. */
#include "src/ui/litmus.h"

#include "src/ui/input.h"
#include "src/ui/outcomes.h"
#include "src/ui/program.h"
#include "src/ui/question.h"

#include <string.h>
#include <time.h>

struct ticker {
    struct app *app;
    time_t began;
};

static void on_tick(void *ctx)
{
    struct ticker *t = ctx;
    char line[64];

    snprintf(line, sizeof line, "trying every execution (%ld s)",
             (long)(time(NULL) - t->began));
    input_look(t->app);
    term_progress(&t->app->look, line);
}

static bool ends_with(struct arena *a, const struct final_state *s,
                      const char *text)
{
    return s->how == FINAL_ENDS &&
           strcmp(question_output(a, s->text), text) == 0;
}

/* The state that the choice names. One that was neither found nor seen is
 * added, so that the table speaks of it. */
static const struct final_state *state_of(struct arena *a, struct outcomes *o,
                                          const struct choice *c)
{
    const char *text = question_output(a, c->text);
    size_t i = 0;

    while (i < o->nstates && !ends_with(a, &o->states[i], text))
        i++;
    if (i == o->nstates)
        o->states[o->nstates++] =
            (struct final_state){.how = FINAL_ENDS, .text = text};
    return &o->states[i];
}

/* Marks the choices that C allows. */
static void mark(struct arena *a, const struct step *step, struct litmus *l)
{
    const struct question *q = &step->question;
    struct choice *choices = ARENA_ARRAY(a, struct choice, q->nchoices);
    struct final_state *states =
        ARENA_ARRAY(a, struct final_state, l->found.nstates + q->nchoices);

    if (l->found.nstates > 0)
        memcpy(states, l->found.states, l->found.nstates * sizeof *states);
    l->found.states = states;
    for (size_t i = 0; i < q->nchoices; i++) {
        choices[i] = q->choices[i];
        choices[i].right =
            state_of(a, &l->found, &choices[i])->reached[MODEL_C11];
    }
    l->key = *q;
    l->key.choices = choices;
}

/* Why there is no key, or NULL. */
static const char *unknown(const struct outcomes *o)
{
    if (o->why != NULL)
        return o->why;
    if (!o->models[MODEL_C11].complete)
        return o->models[MODEL_C11].why ? o->models[MODEL_C11].why
                                        : "not every execution was tried";
    return NULL;
}

static bool find_in(struct arena *a, struct app *app, const struct step *step,
                    const char *file, long runs, struct litmus *out,
                    struct err *e)
{
    struct ticker ticker = {app, time(NULL)};
    const char *const files[] = {file};
    const struct explore_request req = {.files = files,
                                        .nfiles = 1,
                                        .bound = -1,
                                        .tick = on_tick,
                                        .ctx = &ticker,
                                        .stop = &app_interrupted};
    bool usage;

    app_interrupted = 0;
    input_pause(app);
    bool ok =
        grader_outcomes(a, app_grader(app), &req, runs, &out->found, &usage, e);
    input_resume(app);
    term_progress(&app->look, "");
    if (!ok)
        return false;
    out->stopped = out->found.stopped;
    if (!out->found.compiled && !out->stopped)
        return err_set(e, "the program of step %s does not compile: %s",
                       step->id, out->found.finding->message);
    out->why = unknown(&out->found);
    mark(a, step, out);
    return true;
}

bool litmus_find(struct arena *a, struct app *app, const struct step *step,
                 long runs, struct litmus *out, struct err *e)
{
    struct program p;
    struct err why;

    *out = (struct litmus){0};
    if (!program_put(a, step, &p, e))
        return false;
    bool ok = find_in(a, app, step, p.file, runs, out, e);
    return program_remove(&p, ok ? e : &why) && ok;
}

void litmus_draw(struct buf *out, const struct look *look,
                 const struct step *step, const struct litmus *l,
                 const bool *said)
{
    const struct outcomes_asked asked = {&step->question, said};

    if (l->found.nstates > 0)
        outcomes_draw_asked(out, look, &l->found, said ? &asked : NULL);
    if (l->why != NULL) {
        term_add(out, look, STYLE_WARN,
                 "What C allows could not be computed here: ");
        term_wrap(out, look, "", "  ", l->why);
    }
}

size_t litmus_reasons(struct arena *a, const struct litmus *l, const bool *said,
                      const char ***out)
{
    const struct question *q = &l->key;
    size_t n = 0;

    *out = ARENA_ARRAY(a, const char *, q->nchoices);
    for (size_t i = 0; i < q->nchoices; i++)
        if (said[i] != q->choices[i].right)
            (*out)[n++] = arena_printf(a, "`%s`: %s",
                                       question_output(a, q->choices[i].text),
                                       q->choices[i].because);
    return n;
}
