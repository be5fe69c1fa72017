/* Outcomes as a table: one row each, one column for each memory model, the
 * strongest first, and one for the machine. */
#include "src/ui/outcomes.h"

#include "src/ui/hand.h"
#include "src/ui/input.h"
#include "src/ui/question.h"
#include "src/ui/report.h"
#include "src/ui/table.h"

#include <string.h>
#include <time.h>

enum { COLUMNS_MAX = 3 + MODEL_COUNT }; /* text, said, models, machine */

static const enum memory_model order[MODEL_COUNT] = {MODEL_SC, MODEL_TSO,
                                                     MODEL_C11};

static const char *const meanings[MODEL_COUNT] = {
    [MODEL_SC] = "a plain interleaving",
    [MODEL_TSO] = "what x86 does",
    [MODEL_C11] = "what C allows",
};

/* ---------------------------------------------------------------------- cells
 */

/* What was printed, on one line; what happened else stands in brackets. */
static char *text_cell(struct arena *a, const struct look *look,
                       const struct final_state *s)
{
    struct buf out = BUF_INIT;
    const char *text = question_output(a, s->text);

    if (s->how != FINAL_ENDS)
        text = arena_printf(a, "(%s)", text);

    term_safe_line(&out, look, text, strlen(text));
    char *cell = buf_keep(a, &out);
    buf_free(&out);
    return cell;
}

static bool goes_beyond(const struct outcomes *o, const struct final_state *s,
                        enum memory_model m)
{
    return s->seen > 0 && s->how != FINAL_HANGS && !s->reached[m] &&
           o->models[m].complete;
}

static const char *model_cell(const struct outcomes *o,
                              const struct final_state *s, enum memory_model m)
{
    if (s->reached[m])
        return "yes";
    if (!o->models[m].complete)
        return "?";
    return goes_beyond(o, s, m) ? "no !" : "no";
}

static const char *machine_cell(struct arena *a, const struct outcomes *o,
                                const struct final_state *s)
{
    if (o->tally.runs == 0)
        return "";
    if (s->seen == 0 && s->how == FINAL_UNDEFINED)
        return ""; /* a data race leaves no trace */
    if (s->seen == 0)
        return s->reached[MODEL_C11] ? "allowed, not seen" : "not seen";
    return arena_printf(a, "%ld (%.3g %%)", s->seen,
                        100.0 * (double)s->seen / (double)o->tally.runs);
}

static const char *said_cell(struct arena *a, const struct final_state *s,
                             const struct outcomes_asked *asked)
{
    const struct question *q = asked->question;

    for (size_t i = 0; s->how == FINAL_ENDS && i < q->nchoices; i++)
        if (strcmp(question_output(a, q->choices[i].text),
                   question_output(a, s->text)) == 0)
            return asked->said[i] ? "yes" : "no";
    return "";
}

/* The header, or with a state its row. Returns how many cells were put. */
static size_t put_row(struct arena *a, const struct look *look,
                      const struct outcomes *o, const struct final_state *s,
                      const struct outcomes_asked *asked, char **row)
{
    size_t n = 0;

    row[n++] = s ? text_cell(a, look, s) : arena_strdup(a, "outcome");
    if (asked)
        row[n++] = arena_strdup(a, s ? said_cell(a, s, asked) : "you said");
    for (size_t i = 0; i < MODEL_COUNT; i++)
        row[n++] = arena_strdup(a, s ? model_cell(o, s, order[i])
                                     : memory_model_names[order[i]]);
    if (o->tally.runs > 0)
        row[n++] =
            arena_strdup(a, s ? machine_cell(a, o, s) : "on this machine");
    return n;
}

static void draw_table(struct arena *a, struct buf *out,
                       const struct look *look, const struct outcomes *o,
                       const struct outcomes_asked *asked)
{
    const size_t nrows = o->nstates + 1;
    char **cells = ARENA_ARRAY(a, char *, nrows *COLUMNS_MAX);
    enum table_align aligns[COLUMNS_MAX] = {TABLE_LEFT};
    size_t ncols = put_row(a, look, o, NULL, asked, cells);

    for (size_t k = 0; k < o->nstates; k++)
        put_row(a, look, o, &o->states[k], asked, cells + (k + 1) * ncols);
    if (o->tally.runs > 0)
        aligns[ncols - 1] = TABLE_RIGHT;
    table_draw(out, look, "", "", &(struct table){ncols, nrows, cells, aligns});
}

/* ------------------------------------------------------------- below the table
 */

static void add_line(struct buf *out, const struct look *look, enum style style,
                     const char *text)
{
    struct buf line = BUF_INIT;

    term_add(&line, look, style, text);
    term_wrap(out, look, "", "  ", line.data);
    buf_free(&line);
}

static void draw_models(struct arena *a, struct buf *out,
                        const struct look *look, const struct outcomes *o)
{
    for (size_t i = 0; i < MODEL_COUNT; i++) {
        const struct outcomes_model *m = &o->models[order[i]];
        const char *name = arena_printf(
            a, "%s (%s)", memory_model_names[order[i]], meanings[order[i]]);
        if (m->complete)
            add_line(out, look, STYLE_NONE,
                     arena_printf(a, "%s: complete, %ld executions", name,
                                  m->executions));
        else
            add_line(out, look, STYLE_WARN,
                     arena_printf(a, "%s: not complete: %s", name,
                                  m->why ? m->why : "unknown"));
    }
}

/* "1 processor", and what that means. */
static const char *processors(struct arena *a, const struct outcomes_tally *t)
{
    if (t->processors == 1)
        return "1 processor, so that threads only take turns";
    return arena_printf(a, "%d processors", t->processors);
}

static void draw_machine(struct arena *a, struct buf *out,
                         const struct look *look,
                         const struct outcomes_tally *t)
{
    if (t->wanted == 0)
        return;
    if (t->runs == 0) {
        add_line(out, look, STYLE_WARN,
                 arena_printf(a, "This machine: no runs: %s",
                              t->why ? t->why : "unknown"));
        return;
    }
    add_line(out, look, STYLE_NONE,
             arena_printf(a,
                          "This machine: %ld runs in %.1f s on %s%s. The "
                          "counts depend on the machine, and on luck.",
                          t->runs, t->seconds, processors(a, t),
                          t->pinned ? "" : "; threads move between them"));
    if (t->why != NULL)
        add_line(out, look, STYLE_WARN,
                 arena_printf(a, "Not all of %ld runs: %s", t->wanted, t->why));
    if (t->uncounted > 0)
        add_line(
            out, look, STYLE_WARN,
            arena_printf(a, "%ld runs had outcomes beyond those that are kept",
                         t->uncounted));
}

/* "sc and tso": the models that this machine goes beyond; or NULL. */
static const char *models_beyond(struct arena *a, const struct outcomes *o)
{
    const char *names = NULL;

    for (size_t i = 0; i < MODEL_COUNT; i++) {
        bool beyond = false;
        for (size_t k = 0; k < o->nstates; k++)
            beyond |= goes_beyond(o, &o->states[k], order[i]);
        if (beyond)
            names = names ? arena_printf(a, "%s and %s", names,
                                         memory_model_names[order[i]])
                          : memory_model_names[order[i]];
    }
    return names;
}

/* What a "!" means; and a word about the one that must not be. */
static void draw_marks(struct arena *a, struct buf *out,
                       const struct look *look, const struct outcomes *o)
{
    const char *beyond = models_beyond(a, o);
    bool forbidden = false;

    for (size_t k = 0; k < o->nstates; k++)
        forbidden |= o->states[k].forbidden;
    if (beyond != NULL)
        add_line(out, look, STYLE_NONE,
                 arena_printf(a, "! This machine does what %s forbid%s.",
                              beyond, strstr(beyond, " and ") ? "" : "s"));
    if (!forbidden)
        return;
#if defined(__x86_64__)
    add_line(out, look, STYLE_BAD,
             "C forbids an outcome that was seen. Either the program prints "
             "what no model decides (a time, an address), or the compiler, the "
             "processor or threadlings is wrong.");
#else
    add_line(out, look, STYLE_BAD,
             "An outcome was seen that our c11 forbids. It lets no load read "
             "what is stored because of it, which processors like this one may "
             "do; or the program prints what no model decides (a time, an "
             "address); or the compiler, the processor or threadlings is "
             "wrong.");
#endif
}

/* ------------------------------------------------------------------- schedules
 */

static void draw_schedules(struct arena *a, struct buf *out,
                           const struct look *look,
                           const struct explore_request *req,
                           const struct outcomes *o)
{
    for (size_t k = 0; k < o->nstates; k++) {
        const struct final_state *s = &o->states[k];
        buf_addc(out, '\n');
        term_wrap(out, look, "", "  ", text_cell(a, look, s));
        for (size_t i = 0; i < MODEL_COUNT; i++) {
            const char *schedule = s->schedule[order[i]];
            if (schedule != NULL)
                term_fold(out, look, "  ", "    ",
                          arena_printf(a, "%-4s %s",
                                       memory_model_names[order[i]], schedule));
        }
    }
    buf_addc(out, '\n');
    term_wrap(out, look, "", "  ",
              arena_printf(a,
                           "To step through one: threadlings replay "
                           "'SCHEDULE' %s",
                           req->nfiles == 1 ? file_base(req->files[0])
                                            : "FILE.c..."));
}

void outcomes_draw_asked(struct buf *out, const struct look *look,
                         const struct outcomes *o,
                         const struct outcomes_asked *asked)
{
    struct arena *a = arena_new();

    if (o->nstates > 0) {
        draw_table(a, out, look, o, asked);
        buf_addc(out, '\n');
    }
    draw_models(a, out, look, o);
    draw_machine(a, out, look, &o->tally);
    draw_marks(a, out, look, o);
    arena_free(a);
}

void outcomes_draw_tally(struct buf *out, const struct look *look,
                         const struct outcomes *o)
{
    struct arena *a = arena_new();
    char **cells = ARENA_ARRAY(a, char *, 2 * (o->nstates + 1));
    static const enum table_align aligns[] = {TABLE_LEFT, TABLE_RIGHT};

    cells[0] = arena_strdup(a, "outcome");
    cells[1] = arena_strdup(a, "on this machine");
    for (size_t k = 0; k < o->nstates; k++) {
        cells[2 * k + 2] = text_cell(a, look, &o->states[k]);
        cells[2 * k + 3] = arena_strdup(a, machine_cell(a, o, &o->states[k]));
    }
    if (o->tally.runs > 0)
        table_draw(out, look, "", "",
                   &(struct table){2, o->nstates + 1, cells, aligns});
    buf_addc(out, '\n');
    draw_machine(a, out, look, &o->tally);
    arena_free(a);
}

void outcomes_draw(struct buf *out, const struct look *look,
                   const struct explore_request *req, const struct outcomes *o,
                   bool schedules)
{
    struct arena *a = arena_new();

    term_wrap(out, look, "", "  ",
              arena_printf(a, "%s: %zu outcome%s", file_base(req->files[0]),
                           o->nstates, o->nstates == 1 ? "" : "s"));
    buf_addc(out, '\n');
    outcomes_draw_asked(out, look, o, NULL);
    if (schedules)
        draw_schedules(a, out, look, req, o);
    arena_free(a);
}

/* --------------------------------------------------------------------- command
 */

struct ticker {
    struct app *app;
    time_t began;
};

static void on_tick(void *ctx)
{
    struct ticker *t = ctx;
    char line[64];

    snprintf(line, sizeof line, "listing outcomes (%ld s); Ctrl-C stops it",
             (long)(time(NULL) - t->began));
    input_look(t->app);
    term_progress(&t->app->look, line);
}

/* A program fails if C lets it end in another way than by its end. */
static int status_of(const struct outcomes *o)
{
    int status = STATUS_OK;

    if (!o->compiled)
        return STATUS_FAILED;
    if (o->why != NULL)
        return STATUS_UNSURE;
    for (int m = 0; m < MODEL_COUNT; m++) {
        if (!o->models[m].complete)
            status = STATUS_UNSURE;
    }
    for (size_t k = 0; k < o->nstates; k++) {
        const struct final_state *s = &o->states[k];
        if (s->reached[MODEL_C11] && s->how != FINAL_ENDS)
            return STATUS_FAILED;
        if (s->forbidden)
            status = STATUS_UNSURE;
    }
    return status;
}

static void draw(struct app *app, const struct explore_request *req,
                 const struct outcomes *o, bool schedules, struct buf *out)
{
    if (app->options.json)
        outcomes_json(req, o, out);
    else if (!o->compiled)
        report_finding_in(out, &app->look, o->finding, NULL, 0);
    else if (o->why != NULL)
        term_wrap(out, &app->look, "", "  ", o->why);
    else
        outcomes_draw(out, &app->look, req, o, schedules);
}

int outcomes_command(struct arena *a, struct app *app,
                     struct explore_request *req,
                     const struct outcomes_options *options)
{
    struct ticker ticker = {app, time(NULL)};
    struct buf out = BUF_INIT;
    struct outcomes o;
    struct err e;
    bool usage;

    req->tick = on_tick;
    req->ctx = &ticker;
    req->stop = &app_interrupted;
    app_interrupted = 0;
    input_pause(app);
    bool ok =
        grader_outcomes(a, app_grader(app), req, options->runs, &o, &usage, &e);
    input_resume(app);
    term_progress(&app->look, "");
    if (!ok)
        return app_fail(app, usage ? STATUS_USAGE : STATUS_UNSURE, &e);
    if (o.stopped) {
        hand_say(app, STYLE_WARN, "Stopped: the list is not complete.");
        return STATUS_UNSURE;
    }
    draw(app, req, &o, options->schedules, &out);
    term_print(&out);
    buf_free(&out);
    return status_of(&o);
}
