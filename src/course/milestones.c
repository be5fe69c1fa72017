/* Reads data/milestones.json. */
#include "src/course/milestones.h"

#include "src/course/catalog.h"
#include "src/course/field.h"

enum { YEAR_MIN = 1800, YEAR_MAX = 2200 }; /* anything else is a mistake */

static bool read_one(struct arena *a, struct json v, struct milestone *all,
                     size_t i, struct err *e)
{
    struct milestone *m = &all[i];
    struct json year = json_get(v, "year");

    m->at = v;
    if (!FIELD_ONLY(v, e, "year", "when", "what", "fact") ||
        !json_int(year, YEAR_MIN, YEAR_MAX, &m->year, e) ||
        !field_line(json_get(v, "when"), &m->when, e) ||
        !field_line(json_get(v, "what"), &m->what, e) ||
        !field_slug(a, json_get(v, "fact"), &m->fact, e))
        return false;
    if (i > 0 && all[i - 1].year > m->year)
        return json_error(year, e,
                          "the year %ld stands behind %ld: the list is in the "
                          "order of years",
                          m->year, all[i - 1].year);
    return true;
}

bool milestones_load(struct arena *a, const char *path, struct milestones *out,
                     struct err *e)
{
    struct json list;
    size_t n;

    if (!catalog_load(a, path, "milestones", &list, &n, e))
        return false;
    struct milestone *all = ARENA_ARRAY(a, struct milestone, n);
    for (size_t i = 0; i < n; i++)
        if (!read_one(a, json_at(list, i), all, i, e))
            return false;
    *out = (struct milestones){all, n};
    return true;
}
