/* Reads questions and checks that each can be answered: that something is
 * right, that nothing is both right and wrong, and that every wrong answer we
 * expect comes with a reason. */
#include "src/course/question.h"

#include "src/course/field.h"
#include "src/course/misconceptions.h"
#include "src/course/quiz.h"

#include <math.h>
#include <string.h>

enum {
    CHOICES_MIN = 2,
    CHOICES_MAX = 12, /* letters a to l; more do not fit on a screen */
    LINES_MIN = 3,
    LINES_MAX = 9, /* so that "312" can be read as an order */
    ANSWERS_MAX = 20,
};

/* What every question may have. */
static bool common(struct json v, bool because_required, struct question *q,
                   struct err *e)
{
    struct json because = json_get(v, "because");
    struct json misconception = json_get(v, "misconception");

    if (because_required ? !field_line(because, &q->because, e)
                         : !field_line_opt(because, &q->because, e))
        return false;
    if (!field_line_opt(misconception, &q->misconception, e))
        return false;
    if (q->misconception && !misconception_is_id(q->misconception))
        return json_error(misconception, e, "expected an id such as \"MEM-3\"");
    return true;
}

/* What a choice is: Markdown that is right or wrong, or what a program prints,
 * which is right or wrong or not known before it is computed. */
enum choice_form { FORM_TEXT, FORM_OUTPUT, FORM_COMPUTED };

static bool read_choice(struct arena *a, struct json v, enum choice_form form,
                        struct choice *c, struct err *e)
{
    struct json right = json_get(v, "right");
    struct json text = json_get(v, "text");

    if (!FIELD_ONLY(v, e, "text", "right", "because"))
        return false;
    if (form == FORM_TEXT ? !field_line(text, &c->text, e)
                          : !field_output(a, text, &c->text, e))
        return false;
    if (form == FORM_COMPUTED && json_exists(right))
        return json_error(right, e,
                          "with \"outcomes\" it is computed which choices are "
                          "right: leave \"right\" out");
    c->right = false;
    if (json_exists(right) && !json_bool(right, &c->right, e))
        return false;
    if (!field_line_opt(json_get(v, "because"), &c->because, e))
        return false;
    if (form == FORM_COMPUTED && c->because == NULL)
        return json_error(v, e,
                          "this choice needs \"because\": why it can happen, "
                          "or cannot");
    if (!c->right && c->because == NULL)
        return json_error(v, e,
                          "this choice is wrong, so it needs \"because\"; or "
                          "mark it \"right\": true");
    return true;
}

static bool choices(struct arena *a, struct json v, enum choice_form form,
                    struct question *q, struct err *e)
{
    struct json list = json_get(v, "choices");
    size_t n, right = 0;

    if (!field_count(list, CHOICES_MIN, CHOICES_MAX, "choices", &n, e))
        return false;
    struct choice *all = ARENA_ARRAY(a, struct choice, n);
    for (size_t i = 0; i < n; i++) {
        if (!read_choice(a, json_at(list, i), form, &all[i], e))
            return false;
        right += all[i].right;
        for (size_t j = 0; j < i; j++)
            if (strcmp(all[j].text, all[i].text) == 0)
                return json_error(json_at(list, i), e,
                                  "the same text as an earlier choice");
    }
    q->choices = all;
    q->nchoices = n;
    if (form == FORM_COMPUTED)
        return true;
    if (q->ask == ASK_SINGLE && right != 1)
        return json_error(list, e,
                          "a question of kind \"single\" has one right choice, "
                          "found %zu",
                          right);
    if (right == 0)
        return json_error(list, e, "none of the choices is right");
    return true;
}

static bool in_tolerance(const struct question *q, double number)
{
    return fabs(number - q->number) <= q->tolerance;
}

/* One expected wrong answer; its value is a number or a text. */
static bool read_wrong(struct arena *a, struct json v, const struct question *q,
                       struct wrong_answer *w, struct err *e)
{
    struct json answer = json_get(v, "answer");

    if (!FIELD_ONLY(v, e, "answer", "because") ||
        !field_line(json_get(v, "because"), &w->because, e))
        return false;
    if (q->ask == ASK_NUMBER) {
        if (!json_number(answer, &w->number, e))
            return false;
        return !in_tolerance(q, w->number) ||
               json_error(answer, e, "this answer counts as right");
    }
    if (!field_line(answer, &w->text, e))
        return false;
    for (size_t i = 0; i < q->nanswers; i++)
        if (strcmp(quiz_plain(a, q->answers[i]), quiz_plain(a, w->text)) == 0)
            return json_error(answer, e, "this answer counts as right");
    return true;
}

static bool wrong_answers(struct arena *a, struct json v, struct question *q,
                          struct err *e)
{
    struct json list = json_get(v, "wrong");

    if (!json_exists(list))
        return true;
    if (!field_count(list, 0, ANSWERS_MAX, "wrong answers", &q->nwrong, e))
        return false;
    struct wrong_answer *all = ARENA_ARRAY(a, struct wrong_answer, q->nwrong);
    for (size_t i = 0; i < q->nwrong; i++)
        if (!read_wrong(a, json_at(list, i), q, &all[i], e))
            return false;
    q->wrong = all;
    return true;
}

static bool choice_quiz(struct arena *a, struct json v, struct question *q,
                        struct err *e)
{
    return FIELD_ONLY(v, e, "quiz", "kind", "choices", "because",
                      "misconception", "card") &&
           choices(a, v, FORM_TEXT, q, e) && common(v, false, q, e);
}

static bool number_quiz(struct arena *a, struct json v, struct question *q,
                        struct err *e)
{
    struct json tolerance = json_get(v, "tolerance");

    if (!FIELD_ONLY(v, e, "quiz", "kind", "answer", "tolerance", "unit",
                    "wrong", "because", "misconception", "card") ||
        !json_number(json_get(v, "answer"), &q->number, e))
        return false;
    if (json_exists(tolerance)) {
        if (!json_number(tolerance, &q->tolerance, e))
            return false;
        if (q->tolerance < 0)
            return json_error(tolerance, e, "a tolerance is 0 or more");
    }
    return field_line_opt(json_get(v, "unit"), &q->unit, e) &&
           wrong_answers(a, v, q, e) && common(v, false, q, e);
}

static bool text_quiz(struct arena *a, struct json v, struct question *q,
                      struct err *e)
{
    struct json answers = json_get(v, "answers");

    if (!FIELD_ONLY(v, e, "quiz", "kind", "answers", "wrong", "because",
                    "misconception", "card") ||
        !field_lines(a, answers, 1, ANSWERS_MAX, "answers", &q->answers,
                     &q->nanswers, e))
        return false;
    for (size_t i = 0; i < q->nanswers; i++)
        if (*quiz_plain(a, q->answers[i]) == '\0')
            return json_error(json_at(answers, i), e,
                              "nothing is left of this answer without its "
                              "backquotes");
    return wrong_answers(a, v, q, e) && common(v, false, q, e);
}

/* "kind", one of the first n kinds. */
static bool read_kind(struct json v, size_t n, enum ask *out, struct err *e)
{
    static const struct {
        const char *name;
        enum ask ask;
    } kinds[] = {
        {"single", ASK_SINGLE},
        {"several", ASK_SEVERAL},
        {"number", ASK_NUMBER},
        {"text", ASK_TEXT},
    };
    struct json kind = json_get(v, "kind");
    const char *name;

    if (!json_string(kind, &name, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            *out = kinds[i].ask;
            return true;
        }
    }
    return json_expected(
        kind,
        n == 2 ? "\"single\" or \"several\""
               : "\"single\", \"several\", \"number\" or \"text\"",
        e);
}

bool question_quiz(struct arena *a, struct json v, struct question *q,
                   struct err *e)
{
    if (!FIELD_ONLY(v, e, "quiz", "kind", "choices", "answer", "tolerance",
                    "unit", "answers", "wrong", "because", "misconception",
                    "card") ||
        !read_kind(v, 4, &q->ask, e))
        return false;
    if (q->ask == ASK_NUMBER)
        return number_quiz(a, v, q, e);
    if (q->ask == ASK_TEXT)
        return text_quiz(a, v, q, e);
    return choice_quiz(a, v, q, e);
}

bool question_order(struct arena *a, struct json v, struct question *q,
                    struct err *e)
{
    struct json lines = json_get(v, "lines");
    bool differ = false;

    q->ask = ASK_ORDER;
    if (!FIELD_ONLY(v, e, "order", "lines", "because", "misconception",
                    "card") ||
        !field_lines(a, lines, LINES_MIN, LINES_MAX, "lines", &q->lines,
                     &q->nlines, e))
        return false;
    for (size_t i = 1; i < q->nlines; i++)
        differ = differ || strcmp(q->lines[0], q->lines[i]) != 0;
    if (!differ)
        return json_error(lines, e, "all lines are the same");
    return common(v, true, q, e);
}

bool question_predict(struct arena *a, struct json v, bool computed,
                      struct question *q, struct err *e)
{
    enum choice_form form = computed ? FORM_COMPUTED : FORM_OUTPUT;

    if (!FIELD_ONLY(v, e, "predict", "kind", "choices", "runs", "flags",
                    "processes", "outcomes", "because", "misconception",
                    "card") ||
        !read_kind(v, 2, &q->ask, e))
        return false;
    if (computed && q->ask != ASK_SEVERAL)
        return json_expected(json_get(v, "kind"),
                             "\"several\", as \"outcomes\" is true", e);
    return choices(a, v, form, q, e) && common(v, true, q, e);
}
