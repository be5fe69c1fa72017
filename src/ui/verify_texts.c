/* Proving a lesson's texts: every reference leads to a fact, and every number
 * in digits has one.
 *
 * T1. The rule holds for each block of prose by itself: a paragraph, a list
 *     item, a row of a table; a line of text in the JSON file is one, too.
 * T2. A number needs no source if it also stands in code, in a choice, in an
 *     answer or as another number of the same step: the step itself says what
 *     it is.
 * T3. Nor does one that is part of a name (course/figures.h) or of a term. */
#include "src/base/buf.h"
#include "src/base/json.h"
#include "src/course/figures.h"
#include "src/ui/passage.h"
#include "src/ui/verify.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Where a text stands: in the .md file from a line on, or as a JSON value. */
struct where {
    const char *file;
    size_t line;
    struct json value; /* exists: in the JSON file */
};

/* The texts and numbers of a step that need no source (T2). */
struct plain {
    struct arena *arena;
    const char **text;
    double *number;
    size_t ntexts, nnumbers, max;
};

static void report(struct verify *v, const struct where *w, size_t line,
                   const char *fmt, ...) PRINTF_LIKE(4, 5);
static void report(struct verify *v, const struct where *w, size_t line,
                   const char *fmt, ...)
{
    struct err e;
    char text[sizeof e.text];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (json_exists(w->value))
        json_error(w->value, &e, "%s", text);
    else
        err_set(&e, "%s:%zu: %s", w->file, w->line + line, text);
    verify_note(v, LEVEL_ERROR, w->file, "%s", verify_below(v, e.text));
}

/* --------------------------------------------------------- what needs none */

static void add_text(struct plain *p, const char *text)
{
    if (text && p->ntexts < p->max)
        p->text[p->ntexts++] = text;
}

static void add_number(struct plain *p, double number)
{
    if (p->nnumbers < p->max)
        p->number[p->nnumbers++] = number;
}

static void add_code(struct plain *p, const char *markdown)
{
    struct passage *all;
    size_t n = markdown ? passages(p->arena, markdown, &all) : 0;

    for (size_t i = 0; i < n; i++)
        if (all[i].kind == PASSAGE_CODE)
            add_text(p, all[i].text);
}

static void add_question(struct plain *p, const struct question *q)
{
    for (size_t i = 0; i < q->nchoices; i++)
        add_text(p, q->choices[i].text);
    for (size_t i = 0; i < q->nlines; i++)
        add_text(p, q->lines[i]);
    for (size_t i = 0; i < q->nanswers; i++)
        add_text(p, q->answers[i]);
    for (size_t i = 0; i < q->nwrong; i++) {
        add_text(p, q->wrong[i].text);
        if (q->ask == ASK_NUMBER)
            add_number(p, q->wrong[i].number);
    }
    if (q->ask == ASK_NUMBER) {
        add_number(p, q->number);
        add_number(p, q->tolerance);
    }
}

static struct plain plain_of(struct arena *a, const struct step *s)
{
    enum { TEXTS_MAX = 400 }; /* blocks, choices, lines and answers of a step */
    struct plain p = {
        .arena = a,
        .text = ARENA_ARRAY(a, const char *, TEXTS_MAX),
        .number = ARENA_ARRAY(a, double, TEXTS_MAX),
        .max = TEXTS_MAX,
    };

    add_code(&p, s->text);
    add_code(&p, s->after);
    if (s->type == STEP_QUIZ || s->type == STEP_ORDER ||
        s->type == STEP_PREDICT)
        add_question(&p, &s->question);
    if (s->type == STEP_PREDICT || s->type == STEP_DEMO) {
        add_number(&p, (double)s->runs);
        for (size_t i = 0; s->flags[i]; i++)
            add_text(&p, s->flags[i]);
    }
    return p;
}

static bool needs_none(const struct plain *p, const char *figure, size_t len)
{
    for (size_t i = 0; i < p->ntexts; i++)
        if (figure_in(figure, len, p->text[i]))
            return true;
    for (size_t i = 0; i < p->nnumbers; i++)
        if (figure_is(figure, len, p->number[i]))
            return true;
    return false;
}

/* ---------------------------------------------------------------- one block */

/* Checks the references in a block and puts blanks where they stand. Returns
 * how many there are, good or bad. */
static size_t take_references(struct verify *v, const struct where *w,
                              const struct passage *p, char *text)
{
    size_t found = 0, id, len;

    for (char *at = text; (at = strstr(at, "[^")) != NULL; found++) {
        size_t line = passage_line(p, (size_t)(at - text));
        size_t n = fact_reference(at, strlen(at), &id, &len);
        const struct fact *fact =
            n ? facts_find(&v->facts, at + id, len) : NULL;
        if (n == 0)
            report(v, w, line,
                   "\"%.20s\" is no reference: write [^id], with an id of a-z, "
                   "0-9 and single '-'",
                   at);
        else if (fact == NULL)
            report(v, w, line,
                   "no fact is called \"%.*s\": add it to data/facts.json, or "
                   "correct the name",
                   (int)len, at + id);
        else
            verify_fact(v, fact);
        n = n ? n : 2;
        memset(at, ' ', n);
        at += n;
    }
    return found;
}

/* T3: puts letters where a term has digits, as in "1:1". */
static void hide_terms(const struct verify *v, char *text)
{
    for (size_t at = 0; text[at];) {
        size_t len;
        if (!glossary_match(&v->glossary, text, at, &len))
            len = 1;
        for (size_t i = at; len > 1 && i < at + len; i++)
            if (isdigit((unsigned char)text[i]))
                text[i] = 'n';
        at += len;
    }
}

/* The numbers of a block that need a source, as "8, 10 and 90"; NULL when there
 * are none. *first is where the first one stands. */
static const char *unsourced(struct arena *a, const struct plain *plain,
                             const char *text, size_t *first)
{
    enum { NAMED_MAX = 5 }; /* the others will be seen beside them */
    const char *name[NAMED_MAX];
    size_t at = 0, len, n = 0;

    while (n < NAMED_MAX && figure_next(text, &at, &len)) {
        bool known = needs_none(plain, text + at, len);
        const char *figure = arena_strndup(a, text + at, len);
        for (size_t i = 0; i < n && !known; i++)
            known = strcmp(name[i], figure) == 0;
        if (!known) {
            *first = n == 0 ? at : *first;
            name[n++] = figure;
        }
        at += len;
    }
    const char *list = n > 0 ? name[0] : NULL;
    for (size_t i = 1; i < n; i++)
        list = arena_printf(a, "%s%s%s", list, i + 1 < n ? ", " : " and ",
                            name[i]);
    return list;
}

static void check_block(struct verify *v, const struct where *w,
                        const struct plain *plain, const struct passage *p)
{
    char *text = arena_strdup(plain->arena, p->text);
    size_t first = 0;

    if (take_references(v, w, p, text) > 0 || p->kind == PASSAGE_HEADING)
        return;
    hide_terms(v, text);
    const char *numbers = unsourced(plain->arena, plain, text, &first);
    if (numbers)
        report(v, w, passage_line(p, first),
               "no source for %s: add [^id] of a fact in data/facts.json; or "
               "write a word, or `code` if it is made up for a question",
               numbers);
}

static void check_text(struct verify *v, const struct where *w,
                       const struct plain *plain, const char *markdown)
{
    struct passage *all;
    size_t n = passages(plain->arena, markdown, &all);

    for (size_t i = 0; i < n; i++)
        if (all[i].kind != PASSAGE_CODE)
            check_block(v, w, plain, &all[i]);
}

/* ------------------------------------------------------------------ a lesson
 */

/* A source that is written below the text, as Markdown's footnotes are, would
 * not be shown. */
static void check_footnotes(struct verify *v, const struct where *w,
                            const char *markdown)
{
    size_t line = 0;

    for (const char *at = markdown; *at; line++) {
        size_t len = strcspn(at, "\n"), id, id_len;
        const char *text = at + strspn(at, " ");
        size_t n = fact_reference(text, strlen(text), &id, &id_len);
        if (n > 0 && text[n] == ':')
            report(v, w, line,
                   "a source stands in data/facts.json, not below the text");
        at += len + (at[len] == '\n');
    }
}

static void check_markdown(struct verify *v, const struct lesson *l,
                           const struct step *s, const struct plain *plain)
{
    const char *file = verify_below(v, l->md_path);
    struct where text = {.file = file, .line = s->text_line};
    struct where after = {.file = file, .line = s->after_line};
    struct where heading = {.file = file, .line = s->heading_line};

    if (strstr(s->title, "[^"))
        report(v, &heading, 0,
               "a heading has no reference: give it to the "
               "text below");
    check_footnotes(v, &text, s->text);
    check_text(v, &text, plain, s->text);
    if (s->after) {
        check_footnotes(v, &after, s->after);
        check_text(v, &after, plain, s->after);
    }
}

/* A line of text, where there is one. */
static void check_line(struct verify *v, const char *file, struct json value,
                       const struct plain *plain)
{
    struct where w = {.file = file, .value = value};
    struct err ignored;
    const char *text;

    if (json_exists(value) && json_string(value, &text, &ignored))
        check_text(v, &w, plain, text);
}

/* The lines of a list, or what its objects have under a key. */
static void check_list(struct verify *v, const char *file, struct json list,
                       const char *key, const struct plain *plain)
{
    struct err ignored;
    size_t n;

    if (!json_exists(list) || !json_array(list, &n, &ignored))
        return;
    for (size_t i = 0; i < n; i++) {
        struct json element = json_at(list, i);
        check_line(v, file, key ? json_get(element, key) : element, plain);
    }
}

static void check_json(struct verify *v, const struct lesson *l,
                       const struct step *s, struct json step,
                       const struct plain *plain)
{
    const char *file = verify_below(v, l->json_path);
    const char *id = s->question.misconception;

    check_line(v, file, json_get(step, "because"), plain);
    check_list(v, file, json_get(step, "lines"), NULL, plain);
    check_list(v, file, json_get(step, "choices"), "because", plain);
    check_list(v, file, json_get(step, "wrong"), "because", plain);
    if (s->type == STEP_QUIZ) /* those of a prediction are no prose */
        check_list(v, file, json_get(step, "choices"), "text", plain);
    if (id && v->has_misconceptions &&
        !misconceptions_find(&v->misconceptions, id)) {
        struct where w = {.file = file,
                          .value = json_get(step, "misconception")};
        report(v, &w, 0,
               "no misconception is called %s: add it to "
               "data/misconceptions.json, or correct the name",
               id);
    }
}

void verify_texts(struct verify *v, const struct lesson *l)
{
    struct arena *a = arena_new();
    struct json root;
    struct err e;

    if (!json_load(a, l->json_path, &root, &e)) { /* it has just changed */
        verify_note(v, LEVEL_ERROR, verify_below(v, l->json_path), "%s",
                    e.text);
        goto out;
    }
    struct json steps = json_get(root, "steps");
    for (size_t i = 0; i < l->nsteps; i++) {
        struct plain plain = plain_of(a, &l->steps[i]);
        check_markdown(v, l, &l->steps[i], &plain);
        check_json(v, l, &l->steps[i], json_at(steps, i), &plain);
    }
out:
    arena_free(a);
}
