#include "src/class/assignment.h"

#include "src/base/json.h"

#include <stdio.h>
#include <string.h>

enum {
    WORTH_MAX = 1000000,
    FILE_NAME_MAX = 100, /* bytes of what is handed in */
    DAY_S = 24 * 60 * 60,
};

/* What a sum of decimal fractions may be off by: 10.2 + 73.9 + 15.9 is a little
 * more than 100. */
static const double ROUNDING = 1e-6;

static const char *const keys_top[] = {"format", "title",  "exercises",
                                       "due",    "late",   "show",
                                       "names",  "roster", "secret"};
static const char *const keys_exercise[] = {"exercise", "points", "file",
                                            "partial"};
static const char *const keys_late[] = {"percent_a_day", "days"};
static const char *const keys_show[] = {"findings", "schedules", "hints",
                                        "points"};

#define ONLY(v, keys, e) \
    json_only((v), (keys), sizeof(keys) / sizeof *(keys), e)

static const struct shown shown_unless_told = {
    .findings = true, .all = false, .schedules = true, .points = true};

/* --------------------------------------------------------------------- time */

/* Days from 1970-01-01 in the Gregorian calendar, which repeats every 400 years
 * of 146097 days; a year is taken to begin in March, so that the leap day is
 * its last. */
static int64_t days_from_1970(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = y / 400, of_era = y % 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
           719468;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

/* Digits where '0' stands, else the character itself. */
static bool looks_like(const char *text, const char *shape)
{
    for (; *shape != '\0'; text++, shape++) {
        bool digit = *text >= '0' && *text <= '9';
        if (*shape == '0' ? !digit : *text != *shape)
            return false;
    }
    return true;
}

/* What stands behind the seconds: "Z", or "+01:00"; in seconds. */
static bool offset_of(const char *text, int64_t *out)
{
    static const char shape[] = "00:00";
    int hours, minutes;

    *out = 0;
    if (strcmp(text, "Z") == 0 || strcmp(text, "z") == 0)
        return true;
    /* The shape first: sscanf would take blanks and signs for digits, too. */
    if ((*text != '+' && *text != '-') || !looks_like(text + 1, shape) ||
        text[sizeof shape] != '\0' ||
        sscanf(text + 1, "%2d:%2d", &hours, &minutes) != 2 || hours > 23 ||
        minutes > 59)
        return false;
    *out = (hours * 60 + minutes) * 60 * (*text == '+' ? 1 : -1);
    return true;
}

bool assignment_time(const char *text, int64_t *out)
{
    static const char shape[] = "0000-00-00T00:00:00";
    int year, month, day, hour, minute, second;
    int64_t offset;

    if (!looks_like(text, shape) ||
        sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d", &year, &month, &day, &hour,
               &minute, &second) != 6 ||
        year < 1970 || month < 1 || month > 12 || day < 1 ||
        day > days_in(year, month) || hour > 23 || minute > 59 || second > 60 ||
        !offset_of(text + sizeof shape - 1, &offset))
        return false;
    *out = days_from_1970(year, month, day) * DAY_S + hour * 3600 +
           minute * 60 + second - offset;
    return true;
}

/* ---------------------------------------------------------------- exercises */

static bool load_partial(struct json partial, struct assigned *out,
                         struct err *e)
{
    const char *stages[STAGE_COUNT];
    double sum = 0;

    for (int s = 0; s < STAGE_COUNT; s++)
        stages[s] = stage_name((enum stage)s);
    if (!json_exists(partial))
        return true;
    if (!json_only(partial, stages, STAGE_COUNT, e))
        return false;
    for (int s = 0; s < STAGE_COUNT; s++) {
        struct json one = json_get(partial, stages[s]);
        if (!json_exists(one))
            continue;
        if (!json_number(one, &out->partial[s], e))
            return false;
        if (!(out->partial[s] >= 0 && out->partial[s] <= 100))
            return json_expected(one, "a percentage from 0 to 100", e);
        sum += out->partial[s];
        out->any_partial = out->any_partial || out->partial[s] > 0;
    }
    if (sum > 100 + ROUNDING)
        return json_error(partial, e,
                          "the percentages add up to more than 100");
    return true;
}

/* A base name that is a C file's. */
static bool file_ok(const char *name)
{
    size_t len = strlen(name);

    return len > 2 && len <= FILE_NAME_MAX && strchr(name, '/') == NULL &&
           *name != '.' && strcmp(name + len - 2, ".c") == 0;
}

static bool load_file(struct arena *a, struct json file, struct assigned *out,
                      struct err *e)
{
    out->file = arena_printf(a, "%s.c", out->exercise);
    if (!json_exists(file))
        return true;
    if (!json_string(file, &out->file, e))
        return false;
    if (!file_ok(out->file))
        return json_expected(file, "the name of a C file, without a folder", e);
    return true;
}

static bool load_exercise(struct arena *a, struct json one,
                          struct assigned *out, struct err *e)
{
    struct json name = json_get(one, "exercise");
    struct json points = json_get(one, "points");

    if (!ONLY(one, keys_exercise, e) || !json_string(name, &out->exercise, e) ||
        !json_number(points, &out->points, e))
        return false;
    if (*out->exercise == '\0' || strchr(out->exercise, '/') != NULL ||
        *out->exercise == '.')
        return json_expected(name, "the name of an exercise", e);
    if (!(out->points >= 0 && out->points <= WORTH_MAX))
        return json_expected(points, "points from 0 to a million", e);
    return load_file(a, json_get(one, "file"), out, e) &&
           load_partial(json_get(one, "partial"), out, e);
}

static bool load_exercises(struct arena *a, struct json list,
                           struct assignment *out, struct err *e)
{
    struct assigned *all;

    if (!json_array(list, &out->n, e))
        return false;
    if (out->n < 1 || out->n > ASSIGNED_MAX)
        return json_error(list, e, "expected 1 to %d exercises", ASSIGNED_MAX);
    out->list = all = ARENA_ARRAY(a, struct assigned, out->n);
    for (size_t i = 0; i < out->n; i++) {
        struct json one = json_at(list, i);
        if (!load_exercise(a, one, &all[i], e))
            return false;
        for (size_t k = 0; k < i; k++) {
            if (strcmp(all[k].exercise, all[i].exercise) == 0)
                return json_error(one, e, "%s is in this list already",
                                  all[i].exercise);
            if (strcmp(all[k].file, all[i].file) == 0)
                return json_error(one, e, "%s is handed in for %s already",
                                  all[i].file, all[k].exercise);
        }
    }
    return true;
}

/* --------------------------------------------------------------------- rest */

static bool load_due(struct json root, struct assignment *out, struct err *e)
{
    struct json due = json_get(root, "due"), late = json_get(root, "late");
    const char *text;

    out->late_days = 0;
    if (json_exists(due)) {
        if (!json_string(due, &text, e))
            return false;
        if (!assignment_time(text, &out->due))
            return json_expected(due,
                                 "a time such as 2026-11-30T23:59:00+01:00", e);
        out->has_due = true;
    }
    if (!json_exists(late))
        return true;
    if (!out->has_due)
        return json_error(late, e, "late after what? \"due\" is missing");
    struct json percent = json_get(late, "percent_a_day");
    if (!ONLY(late, keys_late, e) ||
        !json_number(percent, &out->late_percent, e) ||
        !json_int(json_get(late, "days"), 0, LATE_DAYS_MAX, &out->late_days, e))
        return false;
    if (!(out->late_percent >= 0 && out->late_percent <= 100))
        return json_expected(percent, "a percentage from 0 to 100", e);
    return true;
}

static bool load_flag(struct json show, const char *key, bool *out,
                      struct err *e)
{
    struct json flag = json_get(show, key);

    return !json_exists(flag) || json_bool(flag, out, e);
}

static bool load_show(struct json show, struct shown *out, struct err *e)
{
    const char *findings = "first";

    *out = shown_unless_told;
    if (!json_exists(show))
        return true;
    struct json which = json_get(show, "findings");
    if (!ONLY(show, keys_show, e) ||
        (json_exists(which) && !json_string(which, &findings, e)))
        return false;
    out->findings = strcmp(findings, "none") != 0;
    out->all = strcmp(findings, "all") == 0;
    if (out->findings && !out->all && strcmp(findings, "first") != 0)
        return json_expected(which, "\"all\", \"first\" or \"none\"", e);
    return load_flag(show, "schedules", &out->schedules, e) &&
           load_flag(show, "hints", &out->hints, e) &&
           load_flag(show, "points", &out->points, e);
}

/* A roster is looked for beside the assignment. */
static bool load_roster(struct arena *a, struct json roster, const char *path,
                        struct assignment *out, struct err *e)
{
    const char *base = file_base(path);

    if (!json_exists(roster))
        return true;
    if (!json_string(roster, &out->roster, e))
        return false;
    if (*out->roster != '/' && base != path)
        out->roster =
            arena_printf(a, "%.*s%s", (int)(base - path), path, out->roster);
    return true;
}

bool assignment_load(struct arena *a, const char *path, struct assignment *out,
                     struct err *e)
{
    struct json root;
    long format;

    *out = (struct assignment){0};
    if (!json_load(a, path, &root, e) || !ONLY(root, keys_top, e) ||
        !json_int(json_get(root, "format"), 1, 1, &format, e) ||
        !json_string(json_get(root, "title"), &out->title, e))
        return false;
    struct json names = json_get(root, "names");
    struct json secret = json_get(root, "secret");
    return load_exercises(a, json_get(root, "exercises"), out, e) &&
           load_due(root, out, e) &&
           load_show(json_get(root, "show"), &out->shown, e) &&
           (!json_exists(names) || json_string(names, &out->names, e)) &&
           (!json_exists(secret) || json_string(secret, &out->secret, e)) &&
           load_roster(a, json_get(root, "roster"), path, out, e);
}

void assignment_of(struct arena *a, const char *exercise,
                   struct assignment *out)
{
    struct assigned *one = ARENA_NEW(a, struct assigned);

    one->exercise = arena_strdup(a, exercise);
    one->file = arena_printf(a, "%s.c", exercise);
    one->points = 1;
    *out = (struct assignment){.title = one->exercise, .list = one, .n = 1};
    out->shown = (struct shown){true, true, true, true, true};
}

const struct assigned *assignment_find(const struct assignment *as,
                                       const char *exercise)
{
    for (size_t i = 0; i < as->n; i++) {
        if (strcmp(as->list[i].exercise, exercise) == 0)
            return &as->list[i];
    }
    return NULL;
}
