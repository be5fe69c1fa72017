/* Asks the questions that are due.
 *
 * A card enters the log with its first answer in a lesson (ui/step.c). Here
 * each card that is asked adds one entry: right Good, or Easy when the learner
 * says so; right after a second try Hard; wrong twice, or given up, Again. A
 * card whose lesson or step is gone is passed over: its entries stay, in case
 * it comes back. */
#include "src/ui/review.h"

#include "src/base/random.h"
#include "src/course/review.h"
#include "src/ui/beliefs.h"
#include "src/ui/data.h"
#include "src/ui/markdown.h"
#include "src/ui/question.h"
#include "src/ui/repl.h"

#include <string.h>
#include <strings.h>
#include <time.h>

enum {
    TRIES = 2,
    DAY_S = 86400,
    HOUR_S = 3600,
};

struct due {
    const char *card;
    const struct lesson *lesson;
    const struct step *step;
    size_t times; /* entries so far: each review is shuffled otherwise */
    struct notes notes;
};

/* A prediction is no card: its program would have to be run again. */
bool review_is_card(const struct step *s)
{
    return s->type == STEP_EXPLAIN ||
           (s->card && (s->type == STEP_QUIZ || s->type == STEP_ORDER));
}

/* The step behind "lesson/step". */
static bool find_card(struct arena *a, struct app *app, const char *card,
                      struct due *out)
{
    const char *slash = strchr(card, '/');
    struct err ignored;

    if (!slash)
        return false;
    char *slug = arena_strndup(a, card, (size_t)(slash - card));
    long i = course_find(app->course, slug);
    const struct lesson *l =
        i < 0 ? NULL : course_lesson(app->course, (size_t)i, &ignored);
    long step = l ? lesson_step(l, slash + 1) : -1;
    if (step < 0 || !review_is_card(&l->steps[step]))
        return false;
    *out = (struct due){.card = card, .lesson = l, .step = &l->steps[step]};
    return true;
}

/* The cards to ask now, the least likely remembered first. *next is when the
 * first of the others is due, 0 when there is none. */
static bool load_due(struct arena *a, struct app *app, struct due *due,
                     size_t *ndue, int64_t *next, struct err *e)
{
    int64_t now = (int64_t)time(NULL);
    struct review_entry *log;
    struct card_state *cards;
    size_t nlog;

    *ndue = 0;
    *next = 0;
    if (!store_reviews(a, app->store, &log, &nlog, e))
        return false;
    size_t n = review_schedule(a, log, nlog, now, &cards);
    for (size_t i = 0; i < n && *ndue < REVIEW_MAX; i++) {
        struct due d;
        if (!find_card(a, app, cards[i].card, &d))
            continue;
        if (cards[i].due > now) {
            *next = cards[i].due;
            break;
        }
        for (size_t k = 0; k < nlog; k++)
            d.times += strcmp(log[k].card, d.card) == 0;
        due[(*ndue)++] = d;
    }
    return true;
}

size_t review_due(struct app *app)
{
    struct arena *a = arena_new();
    struct due due[REVIEW_MAX];
    struct err ignored;
    int64_t next;
    size_t n;

    if (!load_due(a, app, due, &n, &next, &ignored))
        n = 0;
    arena_free(a);
    return n;
}

/* ------------------------------------------------------------------ asking */

static void show_card(struct arena *a, struct app *app, struct due *d, size_t i,
                      size_t n)
{
    struct buf out = BUF_INIT;

    buf_addc(&out, '\n');
    term_addf(&out, &app->look, STYLE_DIM, "Review %zu of %zu: %s", i + 1, n,
              d->lesson->title);
    buf_adds(&out, "\n\n");
    markdown_draw(&out, &app->look, arena_printf(a, "## %s", d->step->title));
    d->notes = data_notes(a, app, d->step);
    markdown_draw_noted(&out, &app->look, &d->notes, d->step->text);
    notes_draw(&out, &app->look, &d->notes);
    term_print(&out);
    buf_free(&out);
}

static void say(struct app *app, const char *markdown)
{
    struct buf out = BUF_INIT;

    markdown_draw(&out, &app->look, markdown);
    term_print(&out);
    buf_free(&out);
}

static void point(struct app *app, const char *text)
{
    struct buf out = BUF_INIT;

    question_point(&out, &app->look, text);
    term_print(&out);
    buf_free(&out);
}

enum given {
    GIVEN_ANSWER,
    GIVEN_UP,  /* skip */
    GIVEN_END, /* quit, Ctrl-C or the end of input */
};

/* A line that is no bare command word of those that mean something here. */
static enum given ask(struct app *app, struct arena *a, const char *prompt,
                      const char **line)
{
    *line = repl_ask(app, a, prompt);
    if (!*line)
        return GIVEN_END;
    const struct command *c = command_find(*line + (**line == ':'));
    if (c && strcmp(c->name, "quit") == 0)
        return GIVEN_END;
    if (c && strcmp(c->name, "skip") == 0)
        return GIVEN_UP;
    return GIVEN_ANSWER;
}

/* Waits for the learner to have read why. Easy if that is what is said. */
static enum rating after_right(struct app *app, struct arena *a, size_t try,
                               bool *end)
{
    const char *line;

    if (try > 0)
        return RATING_HARD;
    *end = ask(app, a, "Enter (or easy, if it was no effort) > ", &line) ==
           GIVEN_END;
    return !*end && strcasecmp(line, "easy") == 0 ? RATING_EASY : RATING_GOOD;
}

static void show_choices(struct app *app, struct arena *a, struct due *d,
                         size_t try, size_t **order)
{
    struct random r = random_from_text(d->card, d->times * TRIES + try);
    struct buf out = BUF_INIT;

    if (quiz_order(a, &d->step->question, random_next(&r), order) > 0) {
        buf_addc(&out, '\n');
        question_draw(&out, &app->look, &d->notes, &d->step->question, *order,
                      false);
        notes_draw(&out, &app->look, &d->notes);
    }
    buf_addc(&out, '\n');
    term_print(&out);
    buf_free(&out);
    point(app, arena_printf(a, "%s; `skip` shows the answer, `quit` ends",
                            question_expects(a, &d->step->question)));
}

static void show_solution(struct app *app, struct due *d, const size_t *order)
{
    struct buf out = BUF_INIT;

    question_solution(&out, &app->look, &d->notes, &d->step->question, order,
                      false);
    if (d->step->after)
        markdown_draw_noted(&out, &app->look, &d->notes, d->step->after);
    notes_draw(&out, &app->look, &d->notes);
    term_print(&out);
    buf_free(&out);
}

/* Asks until there is an answer of the right kind. */
static enum given judge(struct app *app, struct arena *a, struct due *d,
                        const size_t *order, bool *right, struct err *e)
{
    struct judgement j;
    const char *line;

    do {
        enum given given = ask(app, a, "answer > ", &line);
        if (given != GIVEN_ANSWER)
            return given;
        j = quiz_judge(a, &d->step->question, order, line);
        struct buf out = BUF_INIT;
        question_verdict(&out, &app->look, &d->notes, &j);
        notes_draw(&out, &app->look, &d->notes);
        term_print(&out);
        buf_free(&out);
    } while (j.judged == JUDGED_UNREADABLE);
    *right = j.judged == JUDGED_RIGHT;
    if (!store_answer(app->store, d->lesson->slug, d->step->id, line, *right,
                      e))
        app_fail(app, STATUS_UNSURE, e);
    if (!*right)
        beliefs_say(app, d->lesson, d->step);
    return GIVEN_ANSWER;
}

/* Returns the rating, or 0 when there was no answer. *end: the learner ends the
 * review. */
static int ask_question(struct app *app, struct arena *a, struct due *d,
                        bool *end)
{
    size_t *order = NULL;
    struct err e;

    for (size_t try = 0; try < TRIES; try++) {
        bool right = false;
        show_choices(app, a, d, try, &order);
        enum given given = judge(app, a, d, order, &right, &e);
        *end = given == GIVEN_END;
        if (*end && try == 0)
            return 0;
        if (given != GIVEN_ANSWER)
            break;
        if (right)
            return (int)after_right(app, a, try, end);
    }
    show_solution(app, d, order);
    return RATING_AGAIN;
}

static void show_after(struct app *app, struct due *d)
{
    struct buf out = BUF_INIT;

    markdown_draw_noted(&out, &app->look, &d->notes, d->step->after);
    notes_draw(&out, &app->look, &d->notes);
    term_print(&out);
    buf_free(&out);
}

static int ask_explain(struct app *app, struct arena *a, struct due *d,
                       bool *end)
{
    const char *line;

    *end = true;
    point(app, "answer in your own words; an empty line shows ours");
    if (ask(app, a, "answer > ", &line) == GIVEN_END)
        return 0;
    show_after(app, d);
    for (;;) {
        point(app, "how well did you know it: 1 again, 2 hard, 3 good, 4 easy");
        if (ask(app, a, "1-4 > ", &line) == GIVEN_END)
            return 0;
        int rating = question_rating(line);
        *end = !rating;
        if (rating)
            return rating;
    }
}

/* ----------------------------------------------------------------- session */

static const char *when(struct arena *a, int64_t seconds)
{
    if (seconds < HOUR_S)
        return "within the hour";
    if (seconds < DAY_S)
        return arena_printf(a, "in %d hours", (int)(seconds / HOUR_S));
    int days = (int)((seconds + DAY_S - 1) / DAY_S);
    return days == 1 ? "in a day" : arena_printf(a, "in %d days", days);
}

static void say_end(struct arena *a, struct app *app, size_t asked)
{
    struct due due[REVIEW_MAX];
    int64_t next;
    size_t left;
    struct err e;

    if (!load_due(a, app, due, &left, &next, &e))
        return;
    if (asked > 0)
        say(app, arena_printf(a, "%zu question%s reviewed.", asked,
                              asked == 1 ? "" : "s"));
    if (left > 0)
        say(app, arena_printf(a, "%zu still due: `review` goes on.", left));
    else if (next > 0)
        say(app, arena_printf(a, "Nothing is due. The next question comes %s.",
                              when(a, next - (int64_t)time(NULL))));
    else
        say(app, "Nothing is due: answer questions in a lesson first.");
}

/* Returns whether there was an answer. */
static bool review_card(struct arena *a, struct app *app, struct due *d,
                        bool *end)
{
    int rating = d->step->type == STEP_EXPLAIN ? ask_explain(app, a, d, end)
                                               : ask_question(app, a, d, end);
    const struct review_entry entry = {d->card, (int64_t)time(NULL), rating};
    struct err e;

    if (rating && !store_review_add(app->store, &entry, &e))
        app_fail(app, STATUS_UNSURE, &e);
    return rating;
}

int cmd_review(struct app *app, int argc, char **argv)
{
    struct arena *a = arena_new();
    struct due due[REVIEW_MAX];
    int status = STATUS_OK;
    size_t n, asked = 0;
    int64_t next;
    struct err e;

    (void)argv;
    if (argc > 1) {
        status = command_usage(app, "review");
    } else if (!load_due(a, app, due, &n, &next, &e)) {
        status = app_fail(app, STATUS_UNSURE, &e);
    } else {
        bool end = false;
        for (size_t i = 0; i < n && !end; i++) {
            show_card(a, app, &due[i], i, n);
            asked += review_card(a, app, &due[i], &end);
        }
        say_end(a, app, asked);
    }
    arena_free(a);
    return status;
}
