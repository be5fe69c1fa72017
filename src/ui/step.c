/* What happens at a step: answers, runs, the end of it.
 *
 * Theory of operation: a step is in one phase (step.h), and every input is
 * dealt with by its phase. What has to last is written at once:
 *
 * T1  an answer is stored before it is explained;
 * T2  only the first answer ever to a card feeds the review log from here: what
 *     is tried again a moment later says nothing about memory. Later entries
 *     come from reviews (ui/review.c);
 * T3  a step that was skipped is not counted as done. */
#include "src/ui/step.h"

#include "src/course/review.h"
#include "src/ui/beliefs.h"
#include "src/ui/check.h"
#include "src/ui/demo.h"
#include "src/ui/hand.h"
#include "src/ui/litmus.h"
#include "src/ui/markdown.h"
#include "src/ui/question.h"
#include "src/ui/review.h"

#include <string.h>
#include <time.h>

/* Not being able to store is said, and nothing else stops. */
static void kept(struct app *app, bool ok, struct err *e)
{
    if (ok)
        return;
    err_in(e, "this is not kept");
    app_fail(app, STATUS_UNSURE, e);
}

static bool card_is_new(struct app *app, const char *card)
{
    struct review_entry *log;
    struct err ignored;
    size_t n;

    if (!store_reviews(app->player->arena, app->store, &log, &n, &ignored))
        return false;
    for (size_t i = 0; i < n; i++)
        if (strcmp(log[i].card, card) == 0)
            return false;
    return true;
}

/* T2 */
static void log_first(struct app *app, enum rating rating)
{
    const struct step *s = step_current(app);
    struct err e;

    if (!review_is_card(s))
        return;
    const struct review_entry entry = {
        .card =
            arena_printf(app->player->arena, "%s/%s", app->lesson->slug, s->id),
        .at = (int64_t)time(NULL),
        .rating = rating,
    };
    if (card_is_new(app, entry.card))
        kept(app, store_review_add(app->store, &entry, &e), &e);
}

static void store_typed(struct app *app, const char *typed, int right)
{
    struct err e;

    kept(app,
         store_answer(app->store, app->lesson->slug, step_current(app)->id,
                      typed, right, &e),
         &e);
}

void step_count(struct app *app)
{
    struct err e;

    if (app->player->done)
        return;
    app->player->done = true;
    kept(app,
         store_step_done(app->store, app->lesson->slug, step_current(app)->id,
                         &e),
         &e);
}

/* The Afterwards text, and its sources. Its new words may be explained now. */
static void draw_after(struct buf *out, struct app *app)
{
    struct notes *notes = &app->player->notes;

    notes->nopen = notes->nfresh;
    markdown_draw_noted(out, &app->look, notes, step_current(app)->after);
    notes_draw(out, &app->look, notes);
}

void step_passed(struct app *app)
{
    const struct step *s = step_current(app);
    struct player *p = app->player;
    struct buf out = BUF_INIT;

    step_count(app);
    if (p->phase != PHASE_END)
        p->phase = PHASE_DONE;
    if (s->after && !p->told && !app->options.json) {
        draw_after(&out, app);
        buf_addc(&out, '\n');
        term_print(&out);
        buf_free(&out);
        p->told = true;
    }
}

/* The step is over; its Afterwards text, unless that was shown before. */
static void finish(struct app *app, bool show_after)
{
    struct buf out = BUF_INIT;

    app->player->phase = PHASE_DONE;
    if (show_after && step_current(app)->after) {
        buf_addc(&out, '\n');
        draw_after(&out, app);
    }
    buf_addc(&out, '\n');
    term_print(&out);
    buf_free(&out);
    step_say_offer(app);
}

/* ----------------------------------------------------------- quiz and order */

static int unreadable(struct app *app, const struct judgement *j)
{
    struct buf out = BUF_INIT;

    question_verdict(&out, &app->look, NULL, j); /* ours: no references */
    term_print(&out);
    buf_free(&out);
    return STATUS_USAGE;
}

static void ask_again(struct app *app)
{
    struct buf out = BUF_INIT;

    /* In a shell the next command starts from the same order as this one. */
    if (app->repl) {
        app->player->tries++;
        step_shuffle(app);
        step_draw_question(&out, app);
        notes_draw(&out, &app->look, &app->player->notes);
    }
    buf_addc(&out, '\n');
    markdown_draw(&out, &app->look, "Try again, or `skip` to see the answer.");
    term_print(&out);
    buf_free(&out);
}

static int answer_question(struct app *app, const char *line)
{
    const struct step *s = step_current(app);
    struct player *p = app->player;
    struct judgement j = quiz_judge(p->arena, &s->question, p->order, line);
    bool right = j.judged == JUDGED_RIGHT;
    struct buf out = BUF_INIT;

    if (j.judged == JUDGED_UNREADABLE)
        return unreadable(app, &j);
    store_typed(app, line, right); /* T1 */
    log_first(app, right ? RATING_GOOD : RATING_AGAIN);
    question_verdict(&out, &app->look, &p->notes, &j);
    notes_draw(&out, &app->look, &p->notes);
    term_print(&out);
    buf_free(&out);
    if (!right) {
        beliefs_say(app, app->lesson, s);
        ask_again(app);
        return STATUS_FAILED;
    }
    step_count(app);
    finish(app, true);
    return STATUS_OK;
}

/* ------------------------------------------------------------------ predict */

/* Runs the program and shows what came; said is NULL when not asked. */
static bool show_runs(struct app *app, const bool *said)
{
    const struct step *s = step_current(app);
    struct buf out = BUF_INIT;
    struct demo_tally tally;
    struct err e;

    bool ok = demo_count(app->player->arena, app, s, &tally, &e);
    if (!ok)
        app_fail(app, STATUS_UNSURE, &e);
    demo_table(&out, &app->look, s, &tally, said);
    buf_addc(&out, '\n');
    term_print(&out);
    buf_free(&out);
    return ok;
}

/* The end of a prediction, with the reasons that belong to it. */
static int predicted(struct app *app, bool right, const char *const *because,
                     size_t n)
{
    const struct step *s = step_current(app);
    struct player *p = app->player;
    struct buf out = BUF_INIT;

    step_count(app);
    term_add(&out, &app->look, right ? STYLE_GOOD : STYLE_WARN,
             right ? "As you predicted." : "Not quite as you predicted.");
    buf_addc(&out, '\n');
    for (size_t i = 0; i < n; i++)
        markdown_draw_noted(&out, &app->look, &p->notes, because[i]);
    if (!right)
        markdown_draw_noted(&out, &app->look, &p->notes, s->question.because);
    notes_draw(&out, &app->look, &p->notes);
    term_print(&out);
    buf_free(&out);
    if (!right)
        beliefs_say(app, app->lesson, s);
    finish(app, true);
    return right ? STATUS_OK : STATUS_FAILED;
}

/* False: there is nothing to show; *status says why. */
static bool find_litmus(struct app *app, long runs, struct litmus *out,
                        int *status)
{
    struct err e;

    *status = STATUS_UNSURE;
    if (!litmus_find(app->player->arena, app, step_current(app), runs, out,
                     &e)) {
        app_fail(app, STATUS_UNSURE, &e);
        return false;
    }
    if (out->stopped)
        hand_say(app, STYLE_WARN, "Stopped.");
    return !out->stopped;
}

static void show_litmus(struct app *app, const struct litmus *l,
                        const bool *said)
{
    struct buf out = BUF_INIT;

    litmus_draw(&out, &app->look, step_current(app), l, said);
    buf_addc(&out, '\n');
    term_print(&out);
    buf_free(&out);
}

/* The key is not known before it is computed. */
static int answer_litmus(struct app *app, const char *line, const bool *said)
{
    const struct step *s = step_current(app);
    struct player *p = app->player;
    const char **because;
    struct litmus l;
    int status;

    if (!find_litmus(app, s->runs, &l, &status))
        return status;
    if (l.why != NULL) {
        show_litmus(app, &l, said);
        step_count(app);
        finish(app, true);
        return STATUS_UNSURE;
    }
    size_t n = litmus_reasons(p->arena, &l, said, &because);
    const bool right = n == 0;
    store_typed(app, line, right); /* T1 */
    show_litmus(app, &l, said);
    if (right)
        because[n++] = s->question.because;
    return predicted(app, right, because, n);
}

static int answer_prediction(struct app *app, const char *line)
{
    const struct step *s = step_current(app);
    struct player *p = app->player;
    const struct question *q = &s->question;
    struct judgement j = quiz_judge(p->arena, q, p->order, line);
    bool right = j.judged == JUDGED_RIGHT;
    bool *said = ARENA_ARRAY(p->arena, bool, q->nchoices);

    if (j.judged == JUDGED_UNREADABLE)
        return unreadable(app, &j);
    question_said(q, p->order, line, said);
    if (s->outcomes)
        return answer_litmus(app, line, said);
    store_typed(app, line, right); /* T1 */
    show_runs(app, said);
    return predicted(app, right, j.because, j.n);
}

/* ------------------------------------------------------------------ explain */

static int rate(struct app *app, const char *line)
{
    int rating = question_rating(line);
    struct err e;

    if (!rating) {
        err_set(&e, "that is no rating; say 1 again, 2 hard, 3 good or 4 easy");
        return app_fail(app, STATUS_USAGE, &e);
    }
    store_typed(app, app->player->typed, rating);
    log_first(app, (enum rating)rating);
    step_count(app);
    finish(app, false);
    return STATUS_OK;
}

static int explain(struct app *app, const char *line)
{
    struct player *p = app->player;
    struct buf out = BUF_INIT;

    p->typed = arena_strdup(p->arena, line);
    p->phase = PHASE_RATE;
    term_add(&out, &app->look, STYLE_BOLD, "Our answer:");
    buf_addc(&out, '\n');
    draw_after(&out, app);
    buf_addc(&out, '\n');
    term_print(&out);
    buf_free(&out);
    step_say_expects(app);
    return STATUS_OK;
}

/* -------------------------------------------------------------------- input */

int step_answer(struct app *app, const char *line)
{
    if (app->player->phase == PHASE_RATE)
        return rate(app, line);
    switch (step_current(app)->type) {
    case STEP_PREDICT:
        return answer_prediction(app, line);
    case STEP_EXPLAIN:
        return explain(app, line);
    default:
        return answer_question(app, line);
    }
}

int step_run(struct app *app)
{
    const struct step *s = step_current(app);
    struct err e;

    if (s->type == STEP_PREDICT && app->player->phase == PHASE_ASK &&
        !app->player->done) {
        err_set(&e, "say first what you expect; %s", step_expects(app));
        return app_fail(app, STATUS_USAGE, &e);
    }
    if (s->outcomes) {
        struct litmus l;
        int status;
        if (!find_litmus(app, s->runs, &l, &status))
            return status;
        show_litmus(app, &l, NULL);
    } else if (s->runs > 1 && s->shows == SHOWS_OUTPUT) {
        if (!show_runs(app, NULL))
            return STATUS_UNSURE;
    } else {
        char *words[] = {"run", NULL};
        int status = cmd_run(app, 1, words);
        if (status == STATUS_USAGE || status == STATUS_UNSURE)
            return status; /* it did not run to its end */
    }
    if (s->type == STEP_DEMO) {
        step_count(app);
        finish(app, true);
    }
    return STATUS_OK;
}

int step_skip(struct app *app)
{
    const struct step *s = step_current(app);
    struct player *p = app->player;
    bool predict = s->type == STEP_PREDICT;
    struct buf out = BUF_INIT;

    if (p->phase == PHASE_ASK && s->outcomes) {
        struct litmus l;
        int status;
        if (!find_litmus(app, 0, &l, &status))
            return status;
        show_litmus(app, &l, NULL);
    } else if (p->phase == PHASE_ASK && s->type != STEP_EXPLAIN) {
        question_solution(&out, &app->look, &p->notes, &s->question, p->order,
                          predict);
        notes_draw(&out, &app->look, &p->notes);
        term_print(&out);
    }
    bool asked = p->phase == PHASE_ASK || p->phase == PHASE_RATE;
    buf_free(&out);
    if (!p->done && p->phase != PHASE_READ)
        hand_say(app, STYLE_DIM, "This step stays open.");
    if (asked && !p->done) { /* T3 */
        store_typed(app, "", 0);
        log_first(app, RATING_AGAIN);
    }
    finish(app, asked && p->phase != PHASE_RATE);
    return STATUS_OK;
}
