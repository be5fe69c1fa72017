/* Options; see options.h. */
#include "src/ui/options.h"

#include "src/base/suggest.h"

#include <string.h>

struct option {
    const char *name;
    const char *letter;  /* "-h", or NULL */
    const char *operand; /* what its value is called; NULL: takes none */
    size_t offset;       /* of the field in struct options */
    const char *summary;
};

static const struct option table[] = {
    {"--state", NULL, "DIR", offsetof(struct options, state_dir),
     "where progress is kept"},
    {"--workspace", NULL, "DIR", offsetof(struct options, workspace),
     "where your exercise files are"},
    {"--share", NULL, "DIR", offsetof(struct options, share),
     "where lessons and exercises come from"},
    {"--require-sandbox", NULL, "LAYERS",
     offsetof(struct options, require_sandbox),
     "do nothing where one of these is missing: all, or names of `doctor`"},
    {"--json", NULL, NULL, offsetof(struct options, json),
     "one JSON document instead of text"},
    {"--help", "-h", NULL, offsetof(struct options, help),
     "what a command does"},
    {"--version", "-V", NULL, offsetof(struct options, version),
     "which threadlings this is"},
};
enum { NOPTIONS = sizeof table / sizeof table[0] };

/* The option that `word` names, alone or in front of a '='. */
static const struct option *find(const char *word)
{
    size_t len = strcspn(word, "=");

    for (size_t i = 0; i < NOPTIONS; i++) {
        const struct option *o = &table[i];
        if (strlen(o->name) == len && strncmp(o->name, word, len) == 0)
            return o;
        if (o->letter && strcmp(o->letter, word) == 0)
            return o;
    }
    return NULL;
}

/* Whether it is an option that only this command knows, and takes itself. */
static bool belongs_to(const char *command, const char *word)
{
    const struct command *c = command_find(command);
    const char *options = c && c->options ? c->options : "";
    size_t len = strcspn(word, "=");

    for (const char *at = options; (at = strstr(at, "--")); at += 2)
        if (strcspn(at, " ") == len && strncmp(at, word, len) == 0)
            return true;
    return false;
}

static bool unknown(const char *word, struct err *e)
{
    const char *names[NOPTIONS];
    for (size_t i = 0; i < NOPTIONS; i++)
        names[i] = table[i].name;
    const char *near = suggest(word, names, NOPTIONS);
    if (near)
        return err_set(e, "unknown option %s; did you mean %s?", word, near);
    return err_set(e, "unknown option %s; `threadlings --help` lists them",
                   word);
}

/* Sets the field; *used is how many words of argv that took. */
static bool apply(struct options *to, const struct option *o, char **argv,
                  int left, int *used, struct err *e)
{
    char *field = (char *)to + o->offset;
    const char *value = strchr(argv[0], '=');

    *used = 1;
    if (!o->operand) {
        if (value)
            return err_set(e, "%s takes no value", o->name);
        *(bool *)field = true;
        return true;
    }
    if (value)
        value++;
    else if (left > 1)
        value = argv[(*used)++];
    if (!value || !*value)
        return err_set(e, "%s needs %s: %s %s", o->name,
                       strcmp(o->operand, "DIR") == 0 ? "a folder"
                                                      : "a list of layers",
                       o->name, o->operand);
    *(const char **)field = value;
    return true;
}

bool options_take(struct options *o, int *argc, char **argv, struct err *e)
{
    int kept = 0, i = 0;

    while (i < *argc) {
        int used = 1;
        if (strcmp(argv[i], "--") == 0) {
            i += !(kept > 0 && belongs_to(argv[0], argv[i]));
            break;
        }
        if (argv[i][0] != '-' || !argv[i][1] ||
            (kept > 0 && belongs_to(argv[0], argv[i]))) {
            argv[kept++] = argv[i++];
            continue;
        }
        const struct option *option = find(argv[i]);
        if (!option)
            return unknown(argv[i], e);
        if (!apply(o, option, &argv[i], *argc - i, &used, e))
            return false;
        i += used;
    }
    while (i < *argc)
        argv[kept++] = argv[i++];
    argv[kept] = NULL;
    *argc = kept;
    return true;
}

bool options_shard(const char *value, long *shard, long *shards, struct err *e)
{
    int read = 0;

    if (value != NULL &&
        sscanf(value, "%6ld/%6ld%n", shard, shards, &read) == 2 &&
        value[read] == '\0' && *shard >= 1 && *shard <= *shards &&
        *shards <= SHARDS_MAX)
        return true;
    return err_set(e,
                   "--shard needs a part and how many there are, such as 2/8, "
                   "not '%.20s'",
                   value != NULL ? value : "");
}

void options_describe(struct buf *out, const struct look *look)
{
    for (size_t i = 0; i < NOPTIONS; i++) {
        const struct option *o = &table[i];
        char name[32], first[64];
        snprintf(name, sizeof name, "%s%s%s", o->name, o->operand ? " " : "",
                 o->operand ? o->operand : "");
        if (look->width < 50) {
            term_wrap(out, look, "  ", "  ", name);
            term_wrap(out, look, "    ", "    ", o->summary);
            continue;
        }
        snprintf(first, sizeof first, "  %-26s", name);
        term_wrap(out, look, first, "                            ", o->summary);
    }
}
