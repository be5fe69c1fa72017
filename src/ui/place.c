/* The learner's place, and how to get to another one.
 *
 * Theory of operation: app->lesson and app->step change only in move();
 * place_enter() also stores the place. Names that are no longer there (a lesson
 * was removed, a step renamed) lead to the nearest sensible place, with a line
 * that says so. */
#include "src/ui/place.h"

#include "src/base/suggest.h"
#include "src/ui/progress.h"
#include "src/ui/step.h"

#include <ctype.h>
#include <stdlib.h>

static void move(struct app *app, const struct lesson *lesson, size_t step)
{
    app->lesson = lesson;
    app->step = step;
    step_enter(app);
}

void place_enter(struct app *app, const struct lesson *lesson, size_t step)
{
    struct err e;

    if (!store_place_set(app->store, lesson->slug, lesson->steps[step].id,
                         &e)) {
        err_in(&e, "your place is not kept");
        app_fail(app, STATUS_UNSURE, &e);
    }
    move(app, lesson, step);
}

size_t place_in(struct app *app, const struct lesson *lesson)
{
    struct arena *a = arena_new();
    const char *id = NULL;
    struct progress p;
    struct err ignored;
    size_t at = 0;

    bool known = store_lesson_place(a, app->store, lesson->slug, &id, &ignored);
    long left = known && id ? lesson_step(lesson, id) : -1;
    if (left >= 0) {
        at = (size_t)left;
    } else if (progress_load(a, app, lesson, &p, &ignored)) {
        at = progress_open_step(&p, lesson);
        if (at == lesson->nsteps)
            at = 0;
    }
    arena_free(a);
    return at;
}

const struct lesson *place_first(struct app *app, size_t from, bool unfinished,
                                 bool quiet)
{
    const struct lesson *found = NULL;
    struct arena *a = arena_new();

    for (size_t i = from; i < course_count(app->course) && !found; i++) {
        struct progress p;
        struct err e;
        const struct lesson *l = course_lesson(app->course, i, &e);
        if (!l) {
            err_in(&e, "lesson %s is left out", course_slug(app->course, i));
            if (!quiet)
                app_fail(app, STATUS_USAGE, &e);
            continue;
        }
        if (!unfinished || (progress_load(a, app, l, &p, &e) &&
                            progress_open_step(&p, l) < l->nsteps))
            found = l;
    }
    arena_free(a);
    return found;
}

static const struct lesson *first_unfinished(struct app *app, struct err *e)
{
    const struct lesson *l = place_first(app, 0, true, false);

    if (!l)
        l = place_first(app, 0, false, true);
    if (!l)
        err_set(e, "there is no lesson that can be read in %s/lessons",
                app->share);
    return l;
}

/* The stored lesson, or the nearest to it. *id becomes NULL when the step of
 * that name means nothing there. */
static const struct lesson *stored_lesson(struct app *app, const char *slug,
                                          const char **id, struct err *e)
{
    long i = course_find(app->course, slug);
    struct err why;

    if (i < 0)
        err_set(&why, "the lesson %s, where you were, is gone", slug);
    const struct lesson *l =
        i < 0 ? NULL : course_lesson(app->course, (size_t)i, &why);
    if (!l) {
        app_fail(app, STATUS_USAGE, &why);
        *id = NULL;
        return first_unfinished(app, e);
    }
    if (lesson_step(l, *id) < 0) {
        err_set(&why, "the step %s, where you were, is gone from this lesson",
                *id);
        app_fail(app, STATUS_USAGE, &why);
        *id = NULL;
    }
    return l;
}

bool place_restore(struct app *app, struct err *e)
{
    const char *slug, *id;
    bool found;

    if (app->lesson)
        return true;
    if (!store_place_get(app->arena, app->store, &found, &slug, &id, e))
        return false;
    const struct lesson *l =
        found ? stored_lesson(app, slug, &id, e) : first_unfinished(app, e);
    if (!l)
        return false;
    if (!found)
        place_enter(app, l, place_in(app, l));
    else
        move(app, l, id ? (size_t)lesson_step(l, id) : place_in(app, l));
    return true;
}

/* A step by its id or its number, from 1. */
static bool find_step(const struct lesson *l, const char *name, size_t *out,
                      struct err *e)
{
    char *end;
    unsigned long number = strtoul(name, &end, 10);
    long at = lesson_step(l, name);

    if (at < 0 && isdigit((unsigned char)*name) && !*end && number >= 1 &&
        number <= l->nsteps)
        at = (long)number - 1;
    if (at < 0)
        return err_set(e, "lesson %s has no step '%s'; its steps are 1 to %zu",
                       l->slug, name, l->nsteps);
    *out = (size_t)at;
    return true;
}

static bool no_lesson(struct app *app, const char *name, struct err *e)
{
    struct arena *a = arena_new();
    size_t n = course_count(app->course);
    const char **slugs = ARENA_ARRAY(a, const char *, n);

    for (size_t i = 0; i < n; i++)
        slugs[i] = course_slug(app->course, i);
    const char *near = suggest(name, slugs, n);
    long step = strtol(name, NULL, 10);
    if (app->lesson && step >= 1 && (size_t)step <= app->lesson->nsteps)
        err_set(e, "no lesson is called '%s'; to a step: `go %s %ld`", name,
                app->lesson->slug, step);
    else if (near)
        err_set(e, "no lesson is called '%s'; did you mean '%s'?", name, near);
    else
        err_set(e, "no lesson is called '%s'; `list` shows them", name);
    arena_free(a);
    return false;
}

bool place_find(struct app *app, const char *lesson, const char *step,
                const struct lesson **out, size_t *out_step, struct err *e)
{
    long i = course_find(app->course, lesson);

    if (i < 0)
        return no_lesson(app, lesson, e);
    *out = course_lesson(app->course, (size_t)i, e);
    if (!*out)
        return false;
    if (step)
        return find_step(*out, step, out_step, e);
    *out_step = place_in(app, *out);
    return true;
}
