/* The options of the command `grade`. */
#include "src/ui/grade.h"

#include "src/base/buf.h"
#include "src/class/crew.h"
#include "src/ui/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool no_format(const char *name, struct err *e)
{
    struct buf all = BUF_INIT;

    for (size_t i = 0; i < nformats; i++)
        buf_printf(&all, "%s%s", i > 0 ? ", " : "", formats[i].name);
    err_set(e, "there is no format '%.60s'; there are %s", name, all.data);
    buf_free(&all);
    return false;
}

static bool add_format(struct grade_options *o, const char *name, struct err *e)
{
    const struct format *f = format_find(name);

    if (f == NULL)
        return no_format(name, e);
    if (o->nformats == GRADE_FORMATS_MAX)
        return err_set(e, "more than %d formats", GRADE_FORMATS_MAX);
    o->formats[o->nformats++] = f;
    return true;
}

static bool add_from(struct grade_options *o, const char *dir, struct err *e)
{
    if (o->nfrom == GRADE_FROM_MAX)
        return err_set(e, "more than %d folders with --from", GRADE_FROM_MAX);
    o->from[o->nfrom++] = dir;
    return true;
}

static bool take_jobs(struct grade_options *o, const char *value, struct err *e)
{
    char *end;

    o->jobs = strtol(value, &end, 10);
    if (end == value || *end != '\0' || o->jobs < 1 || o->jobs > CREW_MAX)
        return err_set(e, "--jobs needs a number from 1 to %d, not '%.20s'",
                       CREW_MAX, value);
    return true;
}

static bool take_shard(struct grade_options *o, const char *value,
                       struct err *e)
{
    return options_shard(value, &o->shard, &o->shards, e);
}

/* One option that has a value; *known tells whether it is one of ours. */
static bool take_value(struct grade_options *o, const char *name,
                       const char *value, bool *known, struct err *e)
{
    const struct {
        const char *name;
        const char **to;
    } texts[] = {
        {"--out", &o->out},       {"--assignment", &o->assignment},
        {"--roster", &o->roster}, {"--exercise", &o->exercise},
        {"--names", &o->names},
    };
    const struct {
        const char *name;
        bool (*take)(struct grade_options *o, const char *v, struct err *e);
    } others[] = {
        {"--format", add_format},
        {"--from", add_from},
        {"--jobs", take_jobs},
        {"--shard", take_shard},
    };

    *known = true;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strcmp(name, texts[i].name) != 0)
            continue;
        if (value == NULL || *value == '\0')
            return err_set(e, "%s needs a value", name);
        if (*texts[i].to != NULL)
            return err_set(e, "%s is given twice%s", name,
                           texts[i].to == &o->exercise
                               ? "; several exercises make an assignment: "
                                 "give --assignment FILE"
                               : "");
        *texts[i].to = value;
        return true;
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(name, others[i].name) != 0)
            continue;
        if (value == NULL || *value == '\0')
            return err_set(e, "%s needs a value", name);
        return others[i].take(o, value, e);
    }
    *known = false;
    return true;
}

/* "--out DIR" or "--out=DIR" at argv[*i], which is moved to its last word. */
static bool take(struct grade_options *o, int *i, char **argv, bool *known,
                 struct err *e)
{
    char *equals = strchr(argv[*i], '=');
    char name[24];
    size_t len =
        equals != NULL ? (size_t)(equals - argv[*i]) : strlen(argv[*i]);

    *known = false;
    if (len >= sizeof name)
        return true;
    memcpy(name, argv[*i], len);
    name[len] = '\0';
    const char *value = equals != NULL ? equals + 1 : argv[*i + 1];
    bool ok = take_value(o, name, value, known, e);
    *i += *known && equals == NULL && value != NULL;
    return ok;
}

/* Results beside what was handed in would be taken for a student's next time.
 */
static bool is_one_of(const char *out, char *const *dirs, size_t n)
{
    struct stat there, dir;

    if (stat(out, &there) != 0)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (stat(dirs[i], &dir) == 0 && dir.st_dev == there.st_dev &&
            dir.st_ino == there.st_ino)
            return true;
    }
    return false;
}

static bool complete(const struct grade_options *o, struct err *e)
{
    if (o->ndirs == 0)
        return err_set(e,
                       "grade what? give the folder with what was handed in");
    if (o->out == NULL)
        return err_set(e, "where to? give --out DIR, a folder for the results");
    if (is_one_of(o->out, o->dirs, o->ndirs))
        return err_set(e,
                       "--out %s is what was handed in; give the results a "
                       "folder of their own",
                       o->out);
    if (o->assignment == NULL && o->exercise == NULL)
        return err_set(e, "which exercise? give --exercise NAME, or "
                          "--assignment FILE for several");
    if (o->assignment != NULL && o->exercise != NULL)
        return err_set(e, "--exercise and --assignment exclude each other: the "
                          "assignment names its exercises");
    return true;
}

bool grade_options_take(struct grade_options *o, int argc, char **argv,
                        struct err *e)
{
    size_t n = 0;

    *o = (struct grade_options){.shard = 1, .shards = 1, .dirs = argv};
    for (int i = 1; i < argc; i++) {
        char *word = argv[i];
        bool known = false;
        if (strncmp(word, "--", 2) == 0 && !take(o, &i, argv, &known, e))
            return false;
        if (!known)
            argv[n++] = word;
    }
    o->ndirs = n;
    return complete(o, e);
}
