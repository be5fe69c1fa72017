/* Reads a lesson: the steps from the JSON file, their texts from the Markdown
 * file, and checks that the two belong together. */
#include "src/course/lesson.h"

#include "src/base/buf.h"
#include "src/base/suggest.h"
#include "src/course/caches.h"
#include "src/course/field.h"
#include "src/course/prose.h"
#include "src/course/question.h"
#include "src/course/shown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FORMAT = 1,            /* of lesson files; raised when old ones break */
    NUMBER_DIGITS_MAX = 6, /* of the number in a file name */
    NEEDS_MAX = 20,
};

static const char *const type_names[] = {
    [STEP_READ] = "read",       [STEP_QUIZ] = "quiz",
    [STEP_ORDER] = "order",     [STEP_PREDICT] = "predict",
    [STEP_DEMO] = "demo",       [STEP_EXERCISE] = "exercise",
    [STEP_EXPLAIN] = "explain",
};
enum { TYPES = sizeof type_names / sizeof type_names[0] };

const char *step_type_name(enum step_type t)
{
    return type_names[t];
}

char *lesson_slug(struct arena *a, const char *heading)
{
    char *slug = arena_alloc(a, strlen(heading) + 1);
    size_t n = 0;

    for (; *heading; heading++) {
        char c = *heading;
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            slug[n++] = c;
        else if (c != '`' && n > 0 && slug[n - 1] != '-')
            slug[n++] = '-';
    }
    if (n > 0 && slug[n - 1] == '-')
        n--;
    slug[n] = '\0';
    return slug;
}

static bool is_slug(const char *s, size_t len)
{
    bool word = false; /* the last character belongs to one */

    for (size_t i = 0; i < len; i++) {
        bool dash = s[i] == '-';
        if (dash ? !word
                 : !((s[i] >= 'a' && s[i] <= 'z') ||
                     (s[i] >= '0' && s[i] <= '9')))
            return false;
        word = !dash;
    }
    return word;
}

bool lesson_name(struct arena *a, const char *path, const char *extension,
                 long *number, const char **slug)
{
    const char *name = file_base(path);
    size_t digits = strspn(name, "0123456789");
    size_t len = strlen(name), end = strlen(extension);

    if (digits == 0 || digits > NUMBER_DIGITS_MAX || name[digits] != '-' ||
        len < digits + 1 + end || strcmp(name + len - end, extension) != 0)
        return false;
    size_t slug_len = len - end - digits - 1;
    if (!is_slug(name + digits + 1, slug_len))
        return false;
    *number = strtol(name, NULL, 10);
    *slug = arena_strndup(a, name + digits + 1, slug_len);
    return true;
}

long lesson_step(const struct lesson *lesson, const char *id)
{
    for (size_t i = 0; i < lesson->nsteps; i++)
        if (strcmp(lesson->steps[i].id, id) == 0)
            return (long)i;
    return -1;
}

void step_texts(const struct step *s,
                void (*each)(void *ctx, const char *markdown), void *ctx)
{
    const struct question *q = &s->question;

    each(ctx, s->text);
    if (s->after)
        each(ctx, s->after);
    if (q->because)
        each(ctx, q->because);
    for (size_t i = 0; i < q->nchoices; i++) {
        each(ctx, q->choices[i].text);
        if (q->choices[i].because)
            each(ctx, q->choices[i].because);
    }
    for (size_t i = 0; i < q->nlines; i++)
        each(ctx, q->lines[i]);
    for (size_t i = 0; i < q->nwrong; i++)
        each(ctx, q->wrong[i].because);
}

/* Everything about a lesson while it is being read. */
struct reader {
    struct arena *a;
    struct lesson *lesson;
    struct step *steps;
    struct section *sections;
    size_t nsections;
    struct err *e;
};

static bool read_type(struct json v, enum step_type *out, struct json *id,
                      struct err *e)
{
    size_t found = 0;

    if (!json_is_object(v))
        return json_expected(v, "an object", e);
    for (size_t t = 0; t < TYPES; t++) {
        struct json key = json_get(v, type_names[t]);
        if (!json_exists(key))
            continue;
        if (found++)
            return json_error(v, e,
                              "a step is of one type, but this one is "
                              "\"%s\" and \"%s\"",
                              type_names[*out], type_names[t]);
        *out = (enum step_type)t;
        *id = key;
    }
    if (found)
        return true;
    /* A mistyped type is an unknown key and gets a suggestion. */
    return json_only(v, type_names, TYPES, e) &&
           json_error(v, e,
                      "the key that says the step's type is missing: one "
                      "of \"read\", \"quiz\", \"order\", \"predict\", "
                      "\"demo\", \"exercise\", \"explain\"");
}

static bool read_exercise(struct json v, struct step *s, struct err *e)
{
    struct json name = json_get(v, "name");

    if (!FIELD_ONLY(v, e, "exercise", "name") ||
        !field_line(name, &s->exercise, e))
        return false;
    size_t n = strspn(s->exercise, "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (s->exercise[n] != '\0' || *s->exercise < 'a')
        return json_expected(name,
                             "an exercise's folder, such as "
                             "\"spsc_queue\"",
                             e);
    return true;
}

/* Questions may be asked again in a review, unless the lesson says no. */
static bool read_card(struct json v, struct step *s, struct err *e)
{
    struct json card = json_get(v, "card");

    s->card = true;
    return !json_exists(card) || json_bool(card, &s->card, e);
}

static bool read_body(struct reader *r, struct json v, struct step *s)
{
    switch (s->type) {
    case STEP_READ:
        return FIELD_ONLY(v, r->e, "read");
    case STEP_QUIZ:
        return question_quiz(r->a, v, &s->question, r->e) &&
               read_card(v, s, r->e);
    case STEP_ORDER:
        return question_order(r->a, v, &s->question, r->e) &&
               read_card(v, s, r->e);
    case STEP_PREDICT:
        return shown_predict(r->a, v, s, r->e) &&
               question_predict(r->a, v, s->outcomes, &s->question, r->e) &&
               read_card(v, s, r->e);
    case STEP_DEMO:
        return shown_demo(r->a, v, s, r->e);
    case STEP_EXERCISE:
        return read_exercise(v, s, r->e);
    case STEP_EXPLAIN:
        return FIELD_ONLY(v, r->e, "explain");
    }
    return false;
}

static const char *nearest_heading(const struct reader *r, const char *id)
{
    const char **ids = ARENA_ARRAY(r->a, const char *, r->nsections);

    for (size_t i = 0; i < r->nsections; i++)
        ids[i] = r->sections[i].id;
    return suggest(id, ids, r->nsections);
}

static const struct section *find_section(const struct reader *r,
                                          const char *id)
{
    for (size_t i = 0; i < r->nsections; i++)
        if (strcmp(r->sections[i].id, id) == 0)
            return &r->sections[i];
    return NULL;
}

static bool no_heading(const struct reader *r, struct json id, const char *name)
{
    const char *near = nearest_heading(r, name);

    return json_error(id, r->e,
                      "%s has no heading \"## ...\" for \"%.60s\"%s%s%s",
                      r->lesson->md_path, name, near ? "; did you mean \"" : "",
                      near ? near : "", near ? "\"?" : "");
}

/* Gives a step its texts, and checks that those its type needs are there. */
static bool take_section(const struct reader *r, struct step *s,
                         const struct section *from)
{
    const char *md = r->lesson->md_path;

    s->title = from->title;
    s->text = from->text;
    s->after = from->after;
    s->heading_line = from->line;
    s->text_line = from->text_line;
    s->after_line = from->below_line;
    if (*s->text == '\0' && s->type != STEP_EXERCISE)
        return prose_error(md, from->line, r->e,
                           "nothing stands below this heading");
    if (s->after && s->type == STEP_READ)
        return prose_error(md, from->after_line, r->e,
                           "a step to read has no \"### Afterwards\": nothing "
                           "happens in it");
    if (s->after == NULL && s->type == STEP_EXPLAIN)
        return prose_error(md, from->line, r->e,
                           "this step is an \"explain\": its model answer is "
                           "missing, below \"### Afterwards\"");
    if (s->type != STEP_PREDICT && s->type != STEP_DEMO)
        return true;
    s->program = s->shows == SHOWS_CACHES ? from->caches : from->program;
    if (s->program == NULL || *s->program == '\0')
        return prose_error(md, from->line, r->e,
                           "this step is a \"%s\": its program is missing, in "
                           "a code block that starts with ```%s",
                           step_type_name(s->type),
                           s->shows == SHOWS_CACHES ? "caches" : "c");
    if (s->shows != SHOWS_CACHES)
        return true;
    struct caches trace;
    return caches_run(r->a, md, from->caches_line, s->program, &trace, r->e);
}

static bool read_step(struct reader *r, struct json v, size_t i)
{
    struct step *s = &r->steps[i];
    struct json id;

    if (!read_type(v, &s->type, &id, r->e) ||
        !field_slug(r->a, id, &s->id, r->e) || !read_body(r, v, s))
        return false;
    for (size_t j = 0; j < i; j++)
        if (strcmp(r->steps[j].id, s->id) == 0)
            return json_error(id, r->e, "the same id as an earlier step");
    const struct section *section = find_section(r, s->id);
    if (section == NULL)
        return no_heading(r, id, s->id);
    return take_section(r, s, section);
}

/* Steps and headings are the same set once each heading has a step; then they
 * have to be in the same order, too. */
static bool check_headings(const struct reader *r)
{
    const char *md = r->lesson->md_path;

    for (size_t i = 0; i < r->nsections; i++)
        if (lesson_step(r->lesson, r->sections[i].id) < 0)
            return prose_error(md, r->sections[i].line, r->e,
                               "no step in %s has the id \"%.60s\" of this "
                               "heading",
                               r->lesson->json_path, r->sections[i].id);
    for (size_t i = 0; i < r->nsections; i++)
        if (strcmp(r->sections[i].id, r->steps[i].id) != 0)
            return prose_error(md, r->sections[i].line, r->e,
                               "headings stand in the order of the steps: "
                               "\"%.60s\" comes here",
                               r->steps[i].id);
    return true;
}

static bool read_steps(struct reader *r, struct json list)
{
    size_t n;

    if (!field_count(list, 1, LESSON_STEPS_MAX, "steps", &n, r->e))
        return false;
    r->steps = ARENA_ARRAY(r->a, struct step, n);
    for (size_t i = 0; i < n; i++)
        if (!read_step(r, json_at(list, i), i))
            return false;
    r->lesson->steps = r->steps;
    r->lesson->nsteps = n;
    return check_headings(r);
}

static bool read_needs(struct reader *r, struct json list)
{
    struct lesson *l = r->lesson;

    if (!json_exists(list))
        return true;
    if (!field_count(list, 0, NEEDS_MAX, "lessons", &l->nneeds, r->e))
        return false;
    const char **needs = ARENA_ARRAY(r->a, const char *, l->nneeds);
    for (size_t i = 0; i < l->nneeds; i++) {
        if (!field_slug(r->a, json_at(list, i), &needs[i], r->e))
            return false;
        if (strcmp(needs[i], l->slug) == 0)
            return json_error(json_at(list, i), r->e,
                              "a lesson cannot need itself");
        for (size_t j = 0; j < i; j++)
            if (strcmp(needs[j], needs[i]) == 0)
                return json_error(json_at(list, i), r->e, "named twice");
    }
    l->needs = needs;
    return true;
}

static bool read_lesson(struct reader *r, struct json root)
{
    struct lesson *l = r->lesson;
    struct json format = json_get(root, "format");
    const char *schema; /* for editors, not for us */
    long number;

    if (!FIELD_ONLY(root, r->e, "format", "title", "about", "needs", "steps",
                    "$schema") ||
        !json_int(format, 1, 1000000, &number, r->e))
        return false;
    if (number != FORMAT)
        return json_error(format, r->e,
                          "this program reads format %d, the file is of format "
                          "%ld",
                          FORMAT, number);
    return field_line_opt(json_get(root, "$schema"), &schema, r->e) &&
           field_line(json_get(root, "title"), &l->title, r->e) &&
           field_line(json_get(root, "about"), &l->about, r->e) &&
           read_needs(r, json_get(root, "needs")) &&
           read_steps(r, json_get(root, "steps"));
}

/* Number, slug and paths, which all follow from the JSON file's path. */
static bool start(struct arena *a, const char *json_path, struct lesson *out,
                  struct err *e)
{
    *out = (struct lesson){0};
    if (!lesson_name(a, json_path, ".json", &out->number, &out->slug))
        return err_set(e,
                       "%s: a lesson's file is named like "
                       "\"030-spsc-queue.json\"",
                       json_path);
    size_t stem = strlen(json_path) - strlen(".json");
    out->json_path = arena_strdup(a, json_path);
    out->md_path = arena_printf(a, "%.*s.md", (int)stem, json_path);
    return true;
}

static bool finish(struct arena *a, struct json root, struct text md,
                   struct lesson *out, struct err *e)
{
    struct reader r = {.a = a, .lesson = out, .e = e};

    return prose_split(a, out->md_path, md, &r.sections, &r.nsections, e) &&
           read_lesson(&r, root);
}

bool lesson_parse(struct arena *a, const char *json_path, struct text json,
                  struct text md, struct lesson *out, struct err *e)
{
    struct json root;

    return start(a, json_path, out, e) &&
           json_parse(a, json_path, json.data, json.len, &root, e) &&
           finish(a, root, md, out, e);
}

bool lesson_load(struct arena *a, const char *json_path, struct lesson *out,
                 struct err *e)
{
    struct json root;
    struct text md;

    return start(a, json_path, out, e) && json_load(a, json_path, &root, e) &&
           file_read(a, out->md_path, LESSON_MD_MAX, &md, e) &&
           finish(a, root, md, out, e);
}
