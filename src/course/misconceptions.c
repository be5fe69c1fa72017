/* Reads data/misconceptions.json. */
#include "src/course/misconceptions.h"

#include "src/course/catalog.h"
#include "src/course/field.h"

#include <string.h>

bool misconception_is_id(const char *id)
{
    size_t letters = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    if (letters == 0 || id[letters] != '-')
        return false;
    size_t digits = strspn(id + letters + 1, "0123456789");
    return digits > 0 && id[letters + 1 + digits] == '\0';
}

static bool read_one(struct json v, struct misconception *all, size_t i,
                     struct err *e)
{
    struct misconception *m = &all[i];
    struct json id = json_get(v, "id");

    m->at = v;
    if (!FIELD_ONLY(v, e, "id", "belief", "truth") ||
        !field_line(id, &m->id, e) ||
        !field_line(json_get(v, "belief"), &m->belief, e) ||
        !field_line(json_get(v, "truth"), &m->truth, e))
        return false;
    if (!misconception_is_id(m->id))
        return json_error(id, e, "expected an id such as \"MEM-3\"");
    for (size_t j = 0; j < i; j++)
        if (strcmp(all[j].id, m->id) == 0)
            return json_error(id, e, "the same id as an earlier one");
    return true;
}

bool misconceptions_load(struct arena *a, const char *path,
                         struct misconceptions *out, struct err *e)
{
    struct json list;
    size_t n;

    if (!catalog_load(a, path, "misconceptions", &list, &n, e))
        return false;
    struct misconception *all = ARENA_ARRAY(a, struct misconception, n);
    for (size_t i = 0; i < n; i++)
        if (!read_one(json_at(list, i), all, i, e))
            return false;
    *out = (struct misconceptions){all, n};
    return true;
}

const struct misconception *misconceptions_find(const struct misconceptions *m,
                                                const char *id)
{
    for (size_t i = 0; i < m->n; i++)
        if (strcmp(m->all[i].id, id) == 0)
            return &m->all[i];
    return NULL;
}
