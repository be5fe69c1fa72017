/* Runs the program of a predict or demo step. */
#include "src/ui/demo.h"

#include "src/ui/input.h"
#include "src/ui/markdown.h"
#include "src/ui/program.h"
#include "src/ui/question.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    OUTPUT_MAX = 400, /* bytes of one run's output that are compared */
    ROWS_MAX = 12,    /* rows of outputs that nobody listed */
    PATIENCE_S = 60,  /* for all runs together */
};

/* -------------------------------------------------------------------- count */

struct running {
    struct buf out; /* what the run printed, cut */
    size_t total;   /* bytes it printed */
};

static void collect(void *ctx, const char *data, size_t len)
{
    struct running *r = ctx;

    r->total += len;
    if (r->out.len < OUTPUT_MAX)
        buf_add(&r->out, data,
                len < OUTPUT_MAX - r->out.len ? len : OUTPUT_MAX - r->out.len);
}

static bool run_once(struct arena *a, struct app *app, const struct step *step,
                     const char *file, struct running *r,
                     struct run_result *result, struct err *e)
{
    const struct run_request request = {
        .file = file,
        .flags = step->flags,
        .processes = step->processes,
        .output = collect,
        .ctx = r,
        .stop = &app_interrupted,
    };

    buf_reset(&r->out);
    r->total = 0;
    if (!grader_run(a, app_grader(app), &request, result, e))
        return false;
    if (!result->compiled && !result->stopped)
        return err_set(e, "the program of step %s does not compile: %s",
                       step->id, result->finding.message);
    return true;
}

static const char *outcome_text(struct arena *a, struct running *r,
                                const struct run_result *result)
{
    for (size_t i = 0; i < r->out.len; i++)
        if (!r->out.data[i])
            r->out.data[i] = '?';
    const char *text = question_output(a, r->out.data);
    if (r->total > OUTPUT_MAX)
        text = arena_printf(a, "%s...", text);
    const char *between = *text ? " / " : "";
    if (result->failed)
        return arena_printf(a, "%s%s(%s)", text, between,
                            finding_kind_name(result->finding.kind));
    if (*text)
        return text;
    if (result->status != 0)
        return arena_printf(a, "(exit status %d)", result->status);
    return "(nothing)";
}

static void tally_add(struct demo_tally *t, const char *text)
{
    size_t i = 0;

    while (i < t->n && strcmp(t->outcomes[i].text, text) != 0)
        i++;
    if (i == t->n)
        t->outcomes[t->n++].text = text;
    t->outcomes[i].seen++;
    t->runs++;
}

static int by_seen(const void *x, const void *y)
{
    const struct demo_outcome *a = x, *b = y;

    if (a->seen != b->seen)
        return a->seen < b->seen ? 1 : -1;
    return strcmp(a->text, b->text);
}

/* One more run; what it needs is freed before the next one. */
static bool count_run(struct arena *a, struct app *app, const struct step *step,
                      const char *file, struct running *r, struct demo_tally *t,
                      struct err *e)
{
    struct arena *scratch = arena_new();
    struct run_result result = {0};

    bool ok = run_once(scratch, app, step, file, r, &result, e);
    if (ok && (result.stopped || app_interrupted))
        t->why = "stopped";
    else if (ok)
        tally_add(t, outcome_text(a, r, &result));
    arena_free(scratch);
    return ok;
}

/* Runs until all are done, something stops it, or time is up. */
static bool count_runs(struct arena *a, struct app *app,
                       const struct step *step, const char *file,
                       struct demo_tally *t, struct err *e)
{
    struct running r = {BUF_INIT, 0};
    time_t until = time(NULL) + PATIENCE_S;
    bool ok = true;

    while (ok && t->runs < step->runs && !t->why) {
        char line[64];
        snprintf(line, sizeof line, "run %ld of %ld", t->runs + 1, step->runs);
        input_look(app);
        term_progress(&app->look, line);
        ok = count_run(a, app, step, file, &r, t, e);
        if (ok && !t->why && t->runs < step->runs && time(NULL) >= until)
            t->why = "that took long enough";
    }
    term_progress(&app->look, "");
    buf_free(&r.out);
    return ok;
}

bool demo_count(struct arena *a, struct app *app, const struct step *step,
                struct demo_tally *out, struct err *e)
{
    struct program p;
    struct err why;

    *out = (struct demo_tally){0};
    out->outcomes = ARENA_ARRAY(a, struct demo_outcome, (size_t)step->runs);
    app_interrupted = 0;
    if (!program_put(a, step, &p, e))
        return false;
    input_pause(app);
    bool ok = count_runs(a, app, step, p.file, out, e);
    input_resume(app);
    if (!program_remove(&p, ok ? e : &why))
        ok = false;
    qsort(out->outcomes, out->n, sizeof out->outcomes[0], by_seen);
    return ok;
}

/* -------------------------------------------------------------------- table */

/* Text that Markdown shows as it is. */
static void add_plain(struct buf *out, const struct look *look,
                      const char *text)
{
    struct buf safe = BUF_INIT;

    term_safe(&safe, look, text, strlen(text), OUTPUT_MAX + 32);
    for (const char *p = safe.data; *p; p++) {
        if (ispunct((unsigned char)*p))
            buf_addc(out, '\\');
        buf_addc(out, *p == '\n' ? ' ' : *p);
    }
    buf_free(&safe);
}

static void add_seen(struct buf *md, long seen, long runs)
{
    buf_printf(md, "%ld of %ld |", seen, runs);
}

static const struct choice *
find_choice(struct arena *a, const struct question *q, const char *text)
{
    for (size_t i = 0; i < q->nchoices; i++)
        if (strcmp(question_output(a, q->choices[i].text), text) == 0)
            return &q->choices[i];
    return NULL;
}

static long seen_of(const struct demo_tally *t, const char *text)
{
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->outcomes[i].text, text) == 0)
            return t->outcomes[i].seen;
    return 0;
}

static void add_choices(struct buf *md, struct arena *a,
                        const struct look *look, const struct step *step,
                        const struct demo_tally *t, const bool *said)
{
    const struct question *q = &step->question;

    for (size_t i = 0; i < q->nchoices; i++) {
        const char *text = question_output(a, q->choices[i].text);
        buf_adds(md, "| ");
        add_plain(md, look, text);
        buf_adds(md, " | ");
        if (said)
            buf_printf(md, "%s | ", said[i] ? "yes" : "no");
        add_seen(md, seen_of(t, text), t->runs);
        buf_printf(md, " %s |\n", q->choices[i].right ? "yes" : "no");
    }
}

/* Outputs that are no choice; the most frequent ones. */
static size_t add_others(struct buf *md, struct arena *a,
                         const struct look *look, const struct step *step,
                         const struct demo_tally *t, const bool *said)
{
    size_t left = 0, rows = 0;
    bool asked = step->question.nchoices > 0;

    for (size_t i = 0; i < t->n; i++) {
        const char *text = t->outcomes[i].text;
        if (find_choice(a, &step->question, text))
            continue;
        if (rows++ >= ROWS_MAX) {
            left++;
            continue;
        }
        buf_adds(md, "| ");
        add_plain(md, look, text);
        buf_printf(md, " | %s", said ? " | " : "");
        add_seen(md, t->outcomes[i].seen, t->runs);
        buf_adds(md, asked ? " it did |\n" : "\n");
    }
    return left;
}

void demo_table(struct buf *out, const struct look *look,
                const struct step *step, const struct demo_tally *tally,
                const bool *said)
{
    struct arena *a = arena_new();
    struct buf md = BUF_INIT;
    bool asked = step->question.nchoices > 0;

    buf_printf(&md, "| Output |%s Seen |%s\n", said ? " You said |" : "",
               asked ? " Can happen |" : "");
    buf_printf(&md, "| --- |%s --- |%s\n", said ? " --- |" : "",
               asked ? " --- |" : "");
    if (asked)
        add_choices(&md, a, look, step, tally, said);
    size_t left = add_others(&md, a, look, step, tally, said);
    markdown_draw(out, look, md.data);
    if (left > 0)
        term_addf(out, look, STYLE_DIM, "... and %zu other outputs\n", left);
    if (tally->why)
        term_addf(out, look, STYLE_WARN, "After %ld of %ld runs: %s.\n",
                  tally->runs, step->runs, tally->why);
    buf_free(&md);
    arena_free(a);
}
