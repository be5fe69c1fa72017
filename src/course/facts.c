/* Reads data/facts.json. */
#include "src/course/facts.h"

#include "src/course/catalog.h"
#include "src/course/field.h"

#include <string.h>

/* A source is one of three kinds, each with keys of its own. */
static bool read_source(struct arena *a, struct json v, struct fact *f,
                        struct err *e)
{
    if (!json_is_object(v))
        return json_expected(v, "an object", e);
    if (json_exists(json_get(v, "demo"))) {
        f->source = SOURCE_DEMO;
        return FIELD_ONLY(v, e, "demo") &&
               catalog_step(a, json_get(v, "demo"), &f->lesson, &f->step, e);
    }
    if (json_exists(json_get(v, "project"))) {
        f->source = SOURCE_PROJECT;
        return FIELD_ONLY(v, e, "project", "version", "file") &&
               field_line(json_get(v, "project"), &f->name, e) &&
               field_line(json_get(v, "version"), &f->version, e) &&
               field_line(json_get(v, "file"), &f->place, e);
    }
    if (json_exists(json_get(v, "document"))) {
        f->source = SOURCE_DOCUMENT;
        return FIELD_ONLY(v, e, "document", "section") &&
               field_line(json_get(v, "document"), &f->name, e) &&
               field_line(json_get(v, "section"), &f->place, e);
    }
    /* A mistyped kind is an unknown key and gets a suggestion. */
    return FIELD_ONLY(v, e, "project", "version", "file", "document", "section",
                      "demo") &&
           json_error(v, e,
                      "a source has \"project\", \"version\" and \"file\", or "
                      "\"document\" and \"section\", or \"demo\"");
}

static bool read_fact(struct arena *a, struct json v, struct fact *all,
                      size_t i, struct err *e)
{
    struct fact *f = &all[i];
    struct json id = json_get(v, "id");

    f->at = v;
    if (!FIELD_ONLY(v, e, "id", "statement", "source") ||
        !field_slug(a, id, &f->id, e) ||
        !field_line(json_get(v, "statement"), &f->statement, e) ||
        !read_source(a, json_get(v, "source"), f, e))
        return false;
    for (size_t j = 0; j < i; j++)
        if (strcmp(all[j].id, f->id) == 0)
            return json_error(id, e, "the same id as an earlier fact");
    return true;
}

bool facts_load(struct arena *a, const char *path, struct facts *out,
                struct err *e)
{
    struct json list;
    size_t n;

    if (!catalog_load(a, path, "facts", &list, &n, e))
        return false;
    struct fact *all = ARENA_ARRAY(a, struct fact, n);
    for (size_t i = 0; i < n; i++)
        if (!read_fact(a, json_at(list, i), all, i, e))
            return false;
    *out = (struct facts){all, n};
    return true;
}

const struct fact *facts_find(const struct facts *f, const char *id, size_t len)
{
    for (size_t i = 0; i < f->n; i++)
        if (strlen(f->fact[i].id) == len && memcmp(f->fact[i].id, id, len) == 0)
            return &f->fact[i];
    return NULL;
}

char *fact_source(struct arena *a, const struct fact *fact)
{
    switch (fact->source) {
    case SOURCE_PROJECT:
        return arena_printf(a, "%s %s, %s", fact->name, fact->version,
                            fact->place);
    case SOURCE_DOCUMENT:
        return arena_printf(a, "%s, %s", fact->name, fact->place);
    case SOURCE_DEMO:
        break;
    }
    return arena_printf(a, "measured by the demo %s/%s", fact->lesson,
                        fact->step);
}

size_t fact_reference(const char *s, size_t len, size_t *id, size_t *id_len)
{
    size_t n = 2;

    if (len < 4 || s[0] != '[' || s[1] != '^')
        return 0;
    while (n < len && ((s[n] >= 'a' && s[n] <= 'z') ||
                       (s[n] >= '0' && s[n] <= '9') || s[n] == '-'))
        n++;
    if (n == 2 || n == len || s[n] != ']')
        return 0;
    *id = 2;
    *id_len = n - 2;
    return n + 1;
}
