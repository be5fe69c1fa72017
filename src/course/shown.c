/* Reads what a predict or demo step does with its program: how it is compiled,
 * how often it is run, what is shown of it. */
#include "src/course/shown.h"

#include "src/course/field.h"

#include <string.h>

enum {
    FLAGS_MAX = 16,
    FUNCTIONS_MAX = 4,   /* more code than that is on no screen */
    RUNS_MAX = 1000,     /* of a program: a thousand take a second or two */
    RUNS_REAL = 10000000 /* of a main that is called again and again */
};

static const char *const shows_names[] = {
    [SHOWS_OUTPUT] = "output",   [SHOWS_SCHEDULES] = "schedules",
    [SHOWS_MACHINE] = "machine", [SHOWS_GRAPH] = "graph",
    [SHOWS_CACHES] = "caches",
};
enum { SHOWS = sizeof shows_names / sizeof shows_names[0] };

static bool is_flag(const char *flag)
{
    static const char *const starts[] = {"-O", "-D", "-U", "-f",    "-g",
                                         "-m", "-W", "-l", "-std=", "-pthread"};

    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (strncmp(flag, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

/* Lines as a list that ends with NULL, which is what programs are given. */
static bool read_list(struct arena *a, struct json v, size_t min, size_t max,
                      const char *what, const char *const **out, size_t *n,
                      struct err *e)
{
    const char *const *given = NULL;

    *n = 0;
    if (json_exists(v) && !field_lines(a, v, min, max, what, &given, n, e))
        return false;
    const char **ended = ARENA_ARRAY(a, const char *, *n + 1);
    for (size_t i = 0; i < *n; i++)
        ended[i] = given[i];
    *out = ended;
    return true;
}

static bool read_flags(struct arena *a, struct json v, struct step *s,
                       struct err *e)
{
    struct json flags = json_get(v, "flags");
    size_t n;

    if (!read_list(a, flags, 0, FLAGS_MAX, "flags", &s->flags, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!is_flag(s->flags[i]))
            return json_expected(json_at(flags, i),
                                 "a compiler flag such as \"-O2\"", e);
    return true;
}

static bool read_runs(struct json v, bool required, long max, struct step *s,
                      struct err *e)
{
    struct json runs = json_get(v, "runs");

    s->runs = 1;
    if (!required && !json_exists(runs))
        return true;
    return json_int(runs, 1, max, &s->runs, e);
}

static bool read_bool(struct json v, bool *out, struct err *e)
{
    return !json_exists(v) || json_bool(v, out, e);
}

/* What is explored is compiled by the explorer, and starts no processes. */
static bool explored_keys(struct json v, const char *because, struct err *e)
{
    static const char *const not [] = {"flags", "processes"};

    for (size_t i = 0; i < sizeof not / sizeof not [0]; i++)
        if (json_exists(json_get(v, not [i])))
            return json_error(json_get(v, not [i]), e,
                              "the explorer takes no \"%s\": leave it out, "
                              "as %s",
                              not [i], because);
    return true;
}

bool shown_predict(struct arena *a, struct json v, struct step *s,
                   struct err *e)
{
    if (!read_bool(json_get(v, "outcomes"), &s->outcomes, e) ||
        !read_bool(json_get(v, "processes"), &s->processes, e) ||
        !read_flags(a, v, s, e))
        return false;
    if (s->outcomes && !explored_keys(v, "\"outcomes\" is true", e))
        return false;
    return read_runs(v, true, s->outcomes ? RUNS_REAL : RUNS_MAX, s, e);
}

/* ---------------------------------------------------------------------- demo
 */

static bool read_shows(struct json v, enum shows *out, struct err *e)
{
    const char *name;

    *out = SHOWS_OUTPUT;
    if (!json_exists(v))
        return true;
    if (!json_string(v, &name, e))
        return false;
    for (size_t i = 0; i < SHOWS; i++) {
        if (strcmp(shows_names[i], name) == 0) {
            *out = (enum shows)i;
            return true;
        }
    }
    return json_expected(v,
                         "\"output\", \"schedules\", \"machine\", "
                         "\"graph\" or \"caches\"",
                         e);
}

static bool read_functions(struct arena *a, struct json v, struct step *s,
                           struct err *e)
{
    struct json list = json_get(v, "functions");
    size_t n;

    return field_count(list, 1, FUNCTIONS_MAX, "functions", &n, e) &&
           read_list(a, list, 1, FUNCTIONS_MAX, "functions", &s->functions, &n,
                     e);
}

static bool read_axes(struct arena *a, struct json v, struct step *s,
                      struct err *e)
{
    const char *const *axes;
    size_t n;

    if (!field_lines(a, json_get(v, "axes"), 2, 2, "axes", &axes, &n, e))
        return false;
    s->across = axes[0];
    s->up = axes[1];
    return true;
}

bool shown_demo(struct arena *a, struct json v, struct step *s, struct err *e)
{
    if (!read_shows(json_get(v, "shows"), &s->shows, e) ||
        !read_bool(json_get(v, "processes"), &s->processes, e) ||
        !read_flags(a, v, s, e))
        return false;
    switch (s->shows) {
    case SHOWS_OUTPUT:
        return FIELD_ONLY(v, e, "demo", "shows", "runs", "flags",
                          "processes") &&
               read_runs(v, false, RUNS_MAX, s, e);
    case SHOWS_SCHEDULES:
        return explored_keys(v, "\"shows\" is \"schedules\"", e) &&
               FIELD_ONLY(v, e, "demo", "shows", "runs") &&
               read_runs(v, false, RUNS_REAL, s, e);
    case SHOWS_MACHINE:
        s->runs = 1;
        return FIELD_ONLY(v, e, "demo", "shows", "functions", "flags") &&
               read_functions(a, v, s, e);
    case SHOWS_GRAPH:
        s->runs = 1;
        return FIELD_ONLY(v, e, "demo", "shows", "axes", "flags") &&
               read_axes(a, v, s, e);
    case SHOWS_CACHES:
        s->runs = 1;
        return FIELD_ONLY(v, e, "demo", "shows");
    }
    return false;
}
