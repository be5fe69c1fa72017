/* The files of data/, as far as texts refer to them. */
#include "src/ui/data.h"

#include <string.h>

/* NULL: not read yet. */
struct data {
    struct facts *facts;
    struct glossary *glossary;
    struct misconceptions *misconceptions;
};

static struct data *data_of(struct app *app)
{
    if (!app->data)
        app->data = ARENA_NEW(app->arena, struct data);
    return app->data;
}

char *data_path(struct app *app, struct arena *a, const char *name)
{
    return file_join(a, file_join(a, app->share, "data"), name);
}

const struct facts *data_facts(struct app *app)
{
    struct data *d = data_of(app);
    struct arena *a = app->arena;
    struct err e;

    if (d->facts)
        return d->facts;
    d->facts = ARENA_NEW(a, struct facts);
    if (!facts_load(a, data_path(app, a, "facts.json"), d->facts, &e)) {
        err_in(&e, "sources are not shown");
        app_fail(app, STATUS_UNSURE, &e);
        *d->facts = (struct facts){0};
    }
    return d->facts;
}

const struct glossary *data_glossary(struct app *app)
{
    struct data *d = data_of(app);
    struct arena *a = app->arena;
    struct err e;

    if (d->glossary)
        return d->glossary;
    d->glossary = ARENA_NEW(a, struct glossary);
    const char *path = data_path(app, a, "glossary.json");
    if (file_exists(path) && !glossary_load(a, path, d->glossary, &e)) {
        err_in(&e, "terms are not explained");
        app_fail(app, STATUS_UNSURE, &e);
        *d->glossary = (struct glossary){0};
    }
    return d->glossary;
}

const struct misconceptions *data_misconceptions(struct app *app)
{
    struct data *d = data_of(app);
    struct arena *a = app->arena;
    struct err e;

    if (d->misconceptions)
        return d->misconceptions;
    d->misconceptions = ARENA_NEW(a, struct misconceptions);
    const char *path = data_path(app, a, "misconceptions.json");
    if (file_exists(path) &&
        !misconceptions_load(a, path, d->misconceptions, &e)) {
        err_in(&e, "beliefs are not named");
        app_fail(app, STATUS_UNSURE, &e);
        *d->misconceptions = (struct misconceptions){0};
    }
    return d->misconceptions;
}

static void find_reference(void *found, const char *markdown)
{
    *(bool *)found |= strstr(markdown, "[^") != NULL;
}

struct notes data_notes(struct arena *a, struct app *app, const struct step *s)
{
    struct notes notes = {.arena = a};
    bool refers = false;

    step_texts(s, find_reference, &refers);
    if (refers)
        notes.facts = *data_facts(app);
    return notes;
}
