/* Reading an exercise's folder. */
#include "grader/exercise.h"

#include "src/base/json.h"

#include <fnmatch.h>
#include <string.h>

enum {
    TASK_MAX = 256 << 10,  /* bytes of task.md: a page or two are expected */
    SECONDS_DEFAULT = 5,   /* of processor time; a test needs milliseconds */
    SECONDS_MAX = 600,     /* more is a mistake in the file */
    MEMORY_DEFAULT = 512,  /* MB */
    MEMORY_MAX = 64 << 10, /* MB */
    RUNGS_MIN = 3,         /* where, why, what to change */
    EXPECTATION_MAX = 1 << 20, /* bytes of a bad answer */
};

/* What a flag may begin with. A flag reaches the compiler as it stands. */
static const char *const flags_allowed[] = {"-U", "-D", "-f", "-O",
                                            "-m", "-W", "-l", "-std="};

static const char *const keys_top[] = {
    "format",     "title",  "gives", "forbids", "skips",    "flags",
    "own_stacks", "limits", "prove", "hints",   "processes"};
static const char *const keys_forbids[] = {"symbols", "message"};
static const char *const keys_skips[] = {"memory", "races", "shape"};
static const char *const keys_limits[] = {"seconds", "memory_mb"};
static const char *const keys_hints[] = {
    "kind", "test", "function", "mentions", "misconception", "rungs"};

#define ONLY(v, keys, e) \
    json_only((v), (keys), sizeof(keys) / sizeof *(keys), e)

static bool load_gives(struct json root, struct exercise *ex, struct arena *a,
                       struct err *e)
{
    struct json gives = json_get(root, "gives");
    const char **names;
    size_t n;
    const char *header = arena_printf(a, "%s.h", ex->name);

    if (!json_exists(gives))
        return true;
    if (!json_strings(a, gives, 0, &names, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(names[i], header) != 0 || i > 0)
            return json_error(json_at(gives, i), e,
                              "an exercise gives %s or nothing", header);
        ex->header = header;
    }
    if (ex->header && !file_is_plain(file_join(a, ex->dir, header)))
        return json_error(gives, e, "there is no file %s", header);
    return true;
}

static bool load_forbids(struct json root, struct exercise *ex, struct arena *a,
                         struct err *e)
{
    struct json list = json_get(root, "forbids");
    struct forbidden *out;

    if (!json_exists(list))
        return true;
    if (!json_array(list, &ex->nforbids, e))
        return false;
    ex->forbids = out = ARENA_ARRAY(a, struct forbidden, ex->nforbids);
    for (size_t i = 0; i < ex->nforbids; i++) {
        struct json one = json_at(list, i);
        const char **symbols;
        if (!ONLY(one, keys_forbids, e) ||
            !json_strings(a, json_get(one, "symbols"), 1, &symbols,
                          &out[i].nsymbols, e) ||
            !json_string(json_get(one, "message"), &out[i].message, e))
            return false;
        out[i].symbols = symbols;
    }
    return true;
}

static bool load_skips(struct json root, struct exercise *ex, struct err *e)
{
    static const enum stage stages[] = {STAGE_MEMORY, STAGE_RACES, STAGE_SHAPE};
    struct json skips = json_get(root, "skips");

    if (!json_exists(skips))
        return true;
    if (!ONLY(skips, keys_skips, e))
        return false;
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
        struct json why = json_get(skips, stage_name(stages[i]));
        if (json_exists(why) && !json_string(why, &ex->skips[stages[i]], e))
            return false;
    }
    return true;
}

static bool load_flags(struct json root, struct exercise *ex, struct arena *a,
                       struct err *e)
{
    struct json list = json_get(root, "flags");
    const char **flags = NULL;
    size_t n = 0;

    if (json_exists(list) && !json_strings(a, list, 0, &flags, &n, e))
        return false;
    const char **out = ARENA_ARRAY(a, const char *, n + 1);
    for (size_t i = 0; i < n; i++) {
        bool known = false;
        for (size_t k = 0; k < sizeof flags_allowed / sizeof *flags_allowed;
             k++)
            known |= strncmp(flags[i], flags_allowed[k],
                             strlen(flags_allowed[k])) == 0;
        if (!known || strncmp(flags[i], "-fplugin", 8) == 0)
            return json_error(json_at(list, i), e,
                              "%s is not a flag that an exercise may set",
                              flags[i]);
        out[i] = flags[i];
    }
    ex->flags = out;
    return true;
}

static bool load_prove(struct json root, struct exercise *ex, struct err *e)
{
    struct json prove = json_get(root, "prove");

    ex->prove = true;
    return !json_exists(prove) || json_bool(prove, &ex->prove, e);
}

static bool load_processes(struct json root, struct exercise *ex, struct err *e)
{
    struct json processes = json_get(root, "processes");

    return !json_exists(processes) || json_bool(processes, &ex->processes, e);
}

static bool load_own_stacks(struct json root, struct exercise *ex,
                            struct err *e)
{
    struct json own = json_get(root, "own_stacks");

    return !json_exists(own) || json_bool(own, &ex->own_stacks, e);
}

static bool load_limits(struct json root, struct exercise *ex, struct err *e)
{
    struct json limits = json_get(root, "limits");
    struct json seconds = json_get(limits, "seconds");
    struct json memory = json_get(limits, "memory_mb");
    long mb = MEMORY_DEFAULT;

    ex->seconds = SECONDS_DEFAULT;
    ex->memory_mb = MEMORY_DEFAULT;
    if (!json_exists(limits))
        return true;
    if (!ONLY(limits, keys_limits, e))
        return false;
    if (json_exists(seconds) && !json_number(seconds, &ex->seconds, e))
        return false;
    if (!(ex->seconds > 0 && ex->seconds <= SECONDS_MAX))
        return json_error(seconds, e, "must be above 0 and at most %d",
                          SECONDS_MAX);
    if (json_exists(memory) && !json_int(memory, 1, MEMORY_MAX, &mb, e))
        return false;
    ex->memory_mb = (size_t)mb;
    return true;
}

/* "MEM-3". */
static bool is_misconception(const char *id)
{
    size_t letters = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    size_t digits = 0;

    if (letters > 0 && id[letters] == '-')
        digits = strspn(id + letters + 1, "0123456789");
    return digits > 0 && id[letters + 1 + digits] == '\0';
}

static bool load_misconception(struct json v, const char **out, struct err *e)
{
    if (!json_exists(v))
        return true;
    return json_string(v, out, e) &&
           (is_misconception(*out) ||
            json_error(v, e, "expected an id such as MEM-3, found \"%s\"",
                       *out));
}

static bool load_ladder(struct json v, struct hints *h, struct arena *a,
                        struct err *e)
{
    const struct {
        const char *key;
        const char **to;
    } texts[] = {{"test", &h->test},
                 {"function", &h->function},
                 {"mentions", &h->mentions}};
    struct json kind = json_get(v, "kind");
    const char *name;
    const char **rungs;

    if (!ONLY(v, keys_hints, e))
        return false;
    if (json_exists(kind)) {
        if (!json_string(kind, &name, e))
            return false;
        if (!finding_kind_parse(name, &h->kind))
            return json_error(kind, e, "no finding is called %s", name);
        h->has_kind = true;
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct json text = json_get(v, texts[i].key);
        if (json_exists(text) && !json_string(text, texts[i].to, e))
            return false;
    }
    if (!load_misconception(json_get(v, "misconception"), &h->misconception,
                            e) ||
        !json_strings(a, json_get(v, "rungs"), RUNGS_MIN, &rungs, &h->nrungs,
                      e))
        return false;
    h->rungs = rungs;
    return true;
}

static bool load_hints(struct json root, struct exercise *ex, struct arena *a,
                       struct err *e)
{
    struct json list = json_get(root, "hints");
    struct hints *out;

    if (!json_array(list, &ex->nhints, e))
        return false;
    if (ex->nhints == 0)
        return json_error(list, e, "an exercise needs at least one ladder");
    ex->hints = out = ARENA_ARRAY(a, struct hints, ex->nhints);
    for (size_t i = 0; i < ex->nhints; i++) {
        if (!load_ladder(json_at(list, i), &out[i], a, e))
            return false;
    }
    const struct hints *last = &out[ex->nhints - 1];
    if (last->has_kind || last->test || last->function || last->mentions ||
        last->misconception)
        return json_error(json_at(list, ex->nhints - 1), e,
                          "the last ladder must answer any finding: leave out "
                          "kind, test, function, mentions and misconception");
    return true;
}

static bool load_json(struct exercise *ex, struct arena *a, struct err *e)
{
    struct json root;
    long format;

    return json_load(a, file_join(a, ex->dir, "exercise.json"), &root, e) &&
           ONLY(root, keys_top, e) &&
           json_int(json_get(root, "format"), 1, 1, &format, e) &&
           json_string(json_get(root, "title"), &ex->title, e) &&
           load_gives(root, ex, a, e) && load_forbids(root, ex, a, e) &&
           load_skips(root, ex, e) && load_flags(root, ex, a, e) &&
           load_processes(root, ex, e) && load_own_stacks(root, ex, e) &&
           load_limits(root, ex, e) && load_prove(root, ex, e) &&
           load_hints(root, ex, a, e);
}

/* The C files of a folder that may be missing. */
static bool list_answers(struct arena *a, const char *dir,
                         const char *const **out, size_t *n, struct err *e)
{
    struct names names;

    *n = 0;
    if (!file_is_dir(dir))
        return true;
    if (!file_list(a, dir, &names, e))
        return false;
    const char **paths = ARENA_ARRAY(a, const char *, names.n);
    for (size_t i = 0; i < names.n; i++) {
        if (fnmatch("*.c", names.name[i], FNM_PERIOD) == 0)
            paths[(*n)++] = file_join(a, dir, names.name[i]);
    }
    *out = paths;
    return true;
}

/* Names become file names and C identifiers' neighbours: keep them plain. */
static bool name_is_good(const char *name)
{
    size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

    return len > 0 && name[len] == '\0';
}

static const char *needed(struct arena *a, struct exercise *ex,
                          const char *file, struct err *e)
{
    const char *path = file_join(a, ex->dir, file);

    if (file_is_plain(path))
        return path;
    err_set(e, "%s has no file %s", ex->dir, file);
    return NULL;
}

/* What asks and what answers: one is nothing without the other. */
static bool find_outside(struct arena *a, struct exercise *ex, struct err *e)
{
    const char *outside = file_join(a, ex->dir, "outside.c");
    const char *inside = file_join(a, ex->dir, "inside.c");

    ex->outside = file_is_plain(outside) ? outside : NULL;
    ex->inside = file_is_plain(inside) ? inside : NULL;
    if (!ex->outside == !ex->inside)
        return true;
    return err_set(e, "%s has a file %s, and no %s: write both or none",
                   ex->dir, file_base(ex->outside ? outside : inside),
                   file_base(ex->outside ? inside : outside));
}

bool exercise_load(struct arena *a, const char *dir, struct exercise *out,
                   struct err *e)
{
    struct exercise *ex = out;
    struct text task;
    size_t len = strlen(dir);

    while (len > 1 && dir[len - 1] == '/')
        len--;
    *ex = (struct exercise){.dir = arena_strndup(a, dir, len)};
    ex->name = file_base(ex->dir);
    if (!file_is_dir(ex->dir))
        return err_set(e, "there is no exercise %s", ex->dir);
    if (!name_is_good(ex->name))
        return err_set(e, "%s: an exercise's name is made of a-z, 0-9 and _",
                       ex->dir);
    ex->submission_name = arena_printf(a, "%s.c", ex->name);
    if (!load_json(ex, a, e))
        return false;
    const char *path = needed(a, ex, "task.md", e);
    if (path == NULL || !file_read(a, path, TASK_MAX, &task, e))
        return false;
    ex->task = task.data;
    ex->start = needed(a, ex, "start.c", e);
    if (ex->start == NULL)
        return false;
    ex->solution = needed(a, ex, "solution.c", e);
    if (ex->solution == NULL)
        return false;
    ex->test = needed(a, ex, "test.c", e);
    if (ex->test == NULL)
        return false;
    path = file_join(a, ex->dir, "explore.c");
    ex->explore = file_is_plain(path) ? path : NULL;
    path = file_join(a, ex->dir, "bench.c");
    ex->bench = file_is_plain(path) ? path : NULL;
    return find_outside(a, ex, e) &&
           list_answers(a, file_join(a, ex->dir, "bad"), &ex->bad, &ex->nbad,
                        e) &&
           list_answers(a, file_join(a, ex->dir, "also"), &ex->also, &ex->nalso,
                        e);
}

static bool read_expectation(struct arena *a, const char *path,
                             const char *text, struct expectation *out,
                             struct err *e)
{
    static const char only[] = "only by schedules";
    char *line = arena_strndup(a, text, strcspn(text, "\r\n"));
    char *comma = strchr(line, ',');

    if (comma != NULL)
        *comma++ = '\0';
    line[strcspn(line, " \t")] = '\0';
    if (!finding_kind_parse(line, &out->kind))
        return err_set(e, "%s:1: no finding is called \"%s\"", path, line);
    out->only_schedules = comma != NULL;
    if (comma == NULL || strcmp(comma + strspn(comma, " \t"), only) == 0)
        return true;
    return err_set(e, "%s:1: behind the comma stands \"%s\" or nothing", path,
                   only);
}

bool exercise_expectation(const char *path, struct expectation *out,
                          struct err *e)
{
    static const char mark[] = "// expect: ";
    struct arena *a = arena_new();
    struct text text;
    bool ok = file_read(a, path, EXPECTATION_MAX, &text, e);

    if (ok && strncmp(text.data, mark, sizeof mark - 1) != 0)
        ok = err_set(e, "%s: the first line must be \"%sKIND\"", path, mark);
    else if (ok)
        ok = read_expectation(a, path, text.data + sizeof mark - 1, out, e);
    arena_free(a);
    return ok;
}

static bool fits(const char *wanted, const char *found)
{
    return wanted == NULL || (found != NULL && strcmp(wanted, found) == 0);
}

static bool mentions(const char *text, const struct finding *f)
{
    return text == NULL || strstr(f->message, text) != NULL ||
           (f->detail != NULL && strstr(f->detail, text) != NULL);
}

const struct hints *exercise_hints(const struct exercise *ex,
                                   const struct finding *f)
{
    for (size_t i = 0; i < ex->nhints; i++) {
        const struct hints *h = &ex->hints[i];
        if ((!h->has_kind || h->kind == f->kind) && fits(h->test, f->test) &&
            fits(h->function, f->function) && mentions(h->mentions, f))
            return h;
    }
    return NULL;
}
