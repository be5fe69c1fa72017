/* What Tab may put at the end of a line. */
#include "src/ui/complete.h"

#include "src/ui/data.h"
#include "src/ui/hand.h"

#include <ctype.h>
#include <string.h>

/* Adds a word that goes on from what is typed. Words with blanks or quotes
 * would have to be quoted: they are left out. */
static void offer(struct completion *c, const char *typed, char *word)
{
    if (strncmp(word, typed, strlen(typed)) == 0 && !strpbrk(word, " \t'\""))
        c->words[c->n++] = word;
}

static void offer_commands(struct arena *a, const char *typed,
                           struct completion *c)
{
    c->words = ARENA_ARRAY(a, char *, ncommands);
    for (size_t i = 0; i < ncommands; i++)
        offer(c, typed, arena_strdup(a, commands[i].name));
}

static void offer_lessons(struct arena *a, struct app *app, const char *typed,
                          struct completion *c)
{
    size_t n = course_count(app->course);

    c->words = ARENA_ARRAY(a, char *, n);
    for (size_t i = 0; i < n; i++)
        offer(c, typed, arena_strdup(a, course_slug(app->course, i)));
}

static void offer_steps(struct arena *a, struct app *app, const char *lesson,
                        const char *typed, struct completion *c)
{
    long at = course_find(app->course, lesson);
    struct err ignored;
    const struct lesson *l =
        at < 0 ? NULL : course_lesson(app->course, (size_t)at, &ignored);

    if (!l)
        return;
    c->words = ARENA_ARRAY(a, char *, l->nsteps);
    for (size_t i = 0; i < l->nsteps; i++)
        offer(c, typed, arena_strdup(a, l->steps[i].id));
}

static void offer_exercises(struct arena *a, struct app *app, const char *typed,
                            struct completion *c)
{
    struct names all = hand_exercises(a, app);

    c->words = ARENA_ARRAY(a, char *, all.n);
    for (size_t i = 0; i < all.n; i++)
        offer(c, typed, all.name[i]);
}

static void offer_terms(struct arena *a, struct app *app, const char *typed,
                        struct completion *c)
{
    const struct glossary *g = data_glossary(app);

    c->words = ARENA_ARRAY(a, char *, g->n);
    for (size_t i = 0; i < g->n; i++)
        offer(c, typed, arena_strdup(a, g->term[i].name));
}

/* A folder gets its '/', so that Tab can go on inside it. */
static void offer_files(struct arena *a, const char *typed,
                        struct completion *c)
{
    const char *slash = strrchr(typed, '/');
    const char *base = slash ? slash + 1 : typed;
    char *dir = arena_strndup(a, typed, (size_t)(base - typed));
    struct names all;
    struct err ignored;

    if (!file_list(a, *dir ? dir : ".", &all, &ignored))
        return;
    c->words = ARENA_ARRAY(a, char *, all.n);
    for (size_t i = 0; i < all.n; i++) {
        if (all.name[i][0] == '.' && base[0] != '.')
            continue;
        char *path = arena_printf(a, "%s%s", dir, all.name[i]);
        offer(c, typed,
              file_is_dir(path) ? arena_printf(a, "%s/", path) : path);
    }
}

/* Argument number `arg` (from 1) of a command; `before` is the word before. */
static void offer_argument(struct arena *a, struct app *app,
                           const struct command *command, int arg,
                           const char *before, const char *typed,
                           struct completion *c)
{
    switch (command->completes) {
    case COMPLETE_LESSON:
        if (arg == 1)
            offer_lessons(a, app, typed, c);
        if (arg == 2)
            offer_steps(a, app, before, typed, c);
        break;
    case COMPLETE_EXERCISE:
        if (arg == 1)
            offer_exercises(a, app, typed, c);
        else
            offer_files(a, typed, c);
        break;
    case COMPLETE_FILE:
        offer_files(a, typed, c);
        break;
    case COMPLETE_COMMAND:
        if (arg == 1)
            offer_commands(a, typed, c);
        break;
    case COMPLETE_TERM:
        offer_terms(a, app, typed, c);
        break;
    case COMPLETE_NONE:
        break;
    }
}

void complete_line(struct arena *a, struct app *app, const char *line,
                   struct completion *out)
{
    size_t start = strlen(line), from = *line == ':';
    struct err ignored;
    char **argv;
    int argc;

    *out = (struct completion){0};
    while (start > from && !isspace((unsigned char)line[start - 1]))
        start--;
    out->start = start;
    char *before = arena_strndup(a, line + from, start - from);
    if (!command_split(a, before, &argc, &argv, &ignored))
        return; /* inside quotes */
    const struct command *command = argc ? command_find(argv[0]) : NULL;
    if (argc == 0)
        offer_commands(a, line + start, out);
    else if (command)
        offer_argument(a, app, command, argc, argv[argc - 1], line + start,
                       out);
}

size_t complete_common(const struct completion *c)
{
    size_t len = c->n ? strlen(c->words[0]) : 0;

    for (size_t i = 1; i < c->n; i++)
        for (size_t k = 0; k < len; k++)
            if (c->words[i][k] != c->words[0][k])
                len = k;
    return len;
}
