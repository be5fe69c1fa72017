/* Proving the files in data/: that what they refer to is there, and that
 * something refers to what they hold. */
#include "src/base/buf.h"
#include "src/course/milestones.h"
#include "src/ui/verify.h"

#include <string.h>

static const char facts_file[] = "data/facts.json";
static const char glossary_file[] = "data/glossary.json";
static const char misconceptions_file[] = "data/misconceptions.json";
static const char milestones_file[] = "data/milestones.json";

/* The file's path; NULL when it is not there, which is no mistake: a course
 * need not have it. */
static const char *there(struct verify *v, const char *file)
{
    const char *path = file_join(v->arena, v->app->share, file);

    return file_exists(path) ? path : NULL;
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static void broken(struct verify *v, const char *file, const struct err *e)
{
    verify_note(v, LEVEL_ERROR, file, "%s", verify_below(v, e->text));
}

void verify_read_data(struct verify *v)
{
    const char *path;
    struct err e;

    if ((path = there(v, facts_file)) &&
        !facts_load(v->arena, path, &v->facts, &e)) {
        broken(v, facts_file, &e);
        v->facts = (struct facts){0};
    }
    v->fact_checked = ARENA_ARRAY(v->arena, bool, v->facts.n);
    if ((path = there(v, glossary_file)) &&
        !glossary_load(v->arena, path, &v->glossary, &e)) {
        broken(v, glossary_file, &e);
        v->glossary = (struct glossary){0};
    }
    if ((path = there(v, misconceptions_file))) {
        v->has_misconceptions =
            misconceptions_load(v->arena, path, &v->misconceptions, &e);
        if (!v->has_misconceptions) {
            broken(v, misconceptions_file, &e);
            v->misconceptions = (struct misconceptions){0};
        }
    }
}

/* --------------------------------------------------- what is referred to */

static const struct lesson *find_lesson(struct verify *v, const char *slug)
{
    long i = course_find(v->app->course, slug);
    struct err ignored;

    return i < 0 ? NULL : course_lesson(v->app->course, (size_t)i, &ignored);
}

const char *verify_step_missing(struct verify *v, const char *lesson,
                                const char *id, const struct step **step)
{
    const struct lesson *l = find_lesson(v, lesson);
    long at = l ? lesson_step(l, id) : -1;

    *step = at < 0 ? NULL : &l->steps[at];
    if (*step)
        return NULL;
    if (course_find(v->app->course, lesson) < 0)
        return arena_printf(v->arena, "there is no lesson %s", lesson);
    if (!l)
        return arena_printf(v->arena, "the lesson %s cannot be read", lesson);
    return arena_printf(v->arena, "the lesson %s has no step %s", lesson, id);
}

void verify_fact(struct verify *v, const struct fact *fact)
{
    bool *checked = &v->fact_checked[fact - v->facts.fact];
    const struct step *step;
    struct err e;

    if (*checked || fact->source != SOURCE_DEMO)
        return;
    *checked = true;
    struct json at = json_get(json_get(fact->at, "source"), "demo");
    const char *why = verify_step_missing(v, fact->lesson, fact->step, &step);
    if (!why && !step->program)
        why = arena_printf(v->arena,
                           "the step %s/%s is no demo and no prediction",
                           fact->lesson, fact->step);
    if (!why)
        return;
    json_error(at, &e, "%s: it cannot have measured \"%s\"", why, fact->id);
    broken(v, facts_file, &e);
}

/* -------------------------------------------- what nothing refers to */

struct uses {
    struct verify *v;
    bool *fact, *misconception;
};

static void use_fact(struct uses *u, const char *id, size_t len)
{
    const struct fact *f = facts_find(&u->v->facts, id, len);

    if (f)
        u->fact[f - u->v->facts.fact] = true;
}

static void use_text(void *uses, const char *text)
{
    struct uses *u = uses;
    size_t id, len;

    while ((text = strstr(text, "[^")) != NULL) {
        if (fact_reference(text, strlen(text), &id, &len))
            use_fact(u, text + id, len);
        text += 2;
    }
}

static void use_step(struct uses *u, const struct step *s)
{
    const struct question *q = &s->question;
    const struct misconception *m =
        q->misconception
            ? misconceptions_find(&u->v->misconceptions, q->misconception)
            : NULL;

    if (m)
        u->misconception[m - u->v->misconceptions.all] = true;
    step_texts(s, use_text, u);
}

static void use_lessons(struct uses *u)
{
    struct course *c = u->v->app->course;
    struct err ignored;

    for (size_t i = 0; i < course_count(c); i++) {
        const struct lesson *l = course_lesson(c, i, &ignored);
        for (size_t k = 0; l && k < l->nsteps; k++)
            use_step(u, &l->steps[k]);
    }
}

/* One note for all that are left over. */
static void say_unused(struct verify *v, const char *file, const char *what,
                       const struct buf *names, size_t n)
{
    if (n > 0)
        verify_note(v, LEVEL_WARN, file, "%zu %s: %s", n, what, names->data);
}

static void check_unused(struct verify *v, const struct uses *u)
{
    struct buf names = BUF_INIT;
    size_t n = 0;

    for (size_t i = 0; i < v->facts.n; i++)
        if (!u->fact[i])
            buf_printf(&names, "%s%s", n++ ? ", " : "", v->facts.fact[i].id);
    say_unused(v, facts_file, "of the facts no text refers to", &names, n);
    buf_reset(&names);
    n = 0;
    for (size_t i = 0; i < v->misconceptions.n; i++)
        if (!u->misconception[i])
            buf_printf(&names, "%s%s", n++ ? ", " : "",
                       v->misconceptions.all[i].id);
    say_unused(v, misconceptions_file,
               "of the misconceptions no question asks for", &names, n);
    buf_free(&names);
}

/* ------------------------------------------------------------------- files */

static void check_facts(struct verify *v)
{
    size_t before = v->problems;

    for (size_t i = 0; i < v->facts.n; i++)
        verify_fact(v, &v->facts.fact[i]);
    if (v->facts.n > 0 && v->problems == before)
        verify_note(v, LEVEL_OK, facts_file, "is valid: %zu fact%s", v->facts.n,
                    plural(v->facts.n));
}

static void check_milestones(struct verify *v, struct uses *u)
{
    const char *path = there(v, milestones_file);
    size_t before = v->problems;
    struct milestones m;
    struct err e;

    if (!path)
        return;
    if (!milestones_load(v->arena, path, &m, &e)) {
        broken(v, milestones_file, &e);
        return;
    }
    for (size_t i = 0; i < m.n; i++) {
        const char *id = m.all[i].fact;
        use_fact(u, id, strlen(id));
        if (facts_find(&v->facts, id, strlen(id)))
            continue;
        json_error(json_get(m.all[i].at, "fact"), &e,
                   "no fact is called \"%s\": add it to %s, or correct the "
                   "name",
                   id, facts_file);
        broken(v, milestones_file, &e);
    }
    if (v->problems == before)
        verify_note(v, LEVEL_OK, milestones_file, "is valid: %zu milestone%s",
                    m.n, plural(m.n));
}

void verify_data(struct verify *v)
{
    struct uses u = {
        .v = v,
        .fact = ARENA_ARRAY(v->arena, bool, v->facts.n),
        .misconception = ARENA_ARRAY(v->arena, bool, v->misconceptions.n),
    };

    check_facts(v);
    if (v->glossary.n > 0)
        verify_note(v, LEVEL_OK, glossary_file, "is valid: %zu term%s",
                    v->glossary.n, plural(v->glossary.n));
    if (v->misconceptions.n > 0)
        verify_note(v, LEVEL_OK, misconceptions_file, "is valid: %zu belief%s",
                    v->misconceptions.n, plural(v->misconceptions.n));
    check_milestones(v, &u);
    verify_topics(v);
    use_lessons(&u);
    check_unused(v, &u);
}
