/* Reads data/coverage.json. */
#include "src/course/coverage.h"

#include "src/course/catalog.h"
#include "src/course/field.h"

#include <string.h>

enum {
    PART_MAX = 99,
    IN_MAX = 100, /* places for one topic */
};

static const char exercise_word[] = "exercise ";

/* "lesson-slug/step-id" or "exercise first_thread". */
static bool read_taught(struct arena *a, struct json v, struct taught *t,
                        struct err *e)
{
    size_t len = sizeof exercise_word - 1;

    t->at = v;
    if (!field_line(v, &t->name, e))
        return false;
    if (strncmp(t->name, exercise_word, len) != 0)
        return catalog_step(a, v, &t->lesson, &t->step, e);
    t->exercise = t->name + len;
    size_t n = strspn(t->exercise, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return (n > 0 && t->exercise[n] == '\0') ||
           json_error(v, e,
                      "expected an exercise's folder, such as \"exercise "
                      "spsc_queue\"");
}

static bool read_in(struct arena *a, struct json list, struct topic *t,
                    struct err *e)
{
    if (!field_count(list, 0, IN_MAX, "places", &t->nin, e))
        return false;
    struct taught *in = ARENA_ARRAY(a, struct taught, t->nin);
    for (size_t i = 0; i < t->nin; i++) {
        if (!read_taught(a, json_at(list, i), &in[i], e))
            return false;
        for (size_t j = 0; j < i; j++)
            if (strcmp(in[j].name, in[i].name) == 0)
                return json_error(json_at(list, i), e, "named twice");
    }
    t->in = in;
    return true;
}

static bool read_topic(struct arena *a, struct json v, struct topic *all,
                       size_t i, struct err *e)
{
    struct topic *t = &all[i];
    struct json id = json_get(v, "id");

    if (!FIELD_ONLY(v, e, "id", "part", "topic", "in") ||
        !field_line(id, &t->id, e) ||
        !json_int(json_get(v, "part"), 1, PART_MAX, &t->part, e) ||
        !field_line(json_get(v, "topic"), &t->topic, e) ||
        !read_in(a, json_get(v, "in"), t, e))
        return false;
    for (size_t j = 0; j < i; j++)
        if (strcmp(all[j].id, t->id) == 0)
            return json_error(id, e, "the same id as an earlier topic");
    return true;
}

bool coverage_load(struct arena *a, const char *path, struct coverage *out,
                   struct err *e)
{
    struct json list;
    size_t n;

    if (!catalog_load(a, path, "topics", &list, &n, e))
        return false;
    struct topic *all = ARENA_ARRAY(a, struct topic, n);
    for (size_t i = 0; i < n; i++)
        if (!read_topic(a, json_at(list, i), all, i, e))
            return false;
    *out = (struct coverage){all, n};
    return true;
}
