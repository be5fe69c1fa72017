/* From a typed line to a command. */
#include "src/base/suggest.h"
#include "src/ui/hand.h"
#include "src/ui/help.h"
#include "src/ui/options.h"
#include "src/ui/player.h"
#include "src/ui/terms.h"

#include <ctype.h>
#include <string.h>

/* Words that other programs use for the same. They are suggested, not taken. */
static const char *const elsewhere[][2] = {
    {"exit", "quit"},     {"bye", "quit"},         {"diff", "compare"},
    {"ls", "list"},       {"grade", "check"},      {"test", "check"},
    {"submit", "check"},  {"prev", "back"},        {"previous", "back"},
    {"continue", "next"}, {"solution", "compare"}, {"open", "edit"},
    {"man", "help"},      {"progress", "list"},    {"status", "list"},
    {"lessons", "list"},  {"exercises", "list"},   {"vim", "edit"},
    {"vi", "edit"},       {"nano", "edit"},        {"emacs", "edit"},
    {"make", "check"},    {"gcc", "check"},        {"compile", "check"},
    {"restart", "reset"}, {"goto", "go"},          {"logout", "quit"},
    {"glossary", "term"}, {"define", "term"},      {"timeline", "milestones"},
};
enum { NELSEWHERE = sizeof elsewhere / sizeof elsewhere[0] };

const struct command *command_find(const char *word)
{
    for (size_t i = 0; i < ncommands; i++) {
        const struct command *c = &commands[i];
        if (strcmp(c->name, word) == 0 || (c->key && strcmp(c->key, word) == 0))
            return c;
    }
    return NULL;
}

const char *command_nearest(const char *word)
{
    enum { NAMES_MAX = 64 };
    const char *names[NAMES_MAX];
    size_t n = 0;

    for (size_t i = 0; i < NELSEWHERE; i++)
        if (strcmp(elsewhere[i][0], word) == 0)
            return elsewhere[i][1];
    for (size_t i = 0; i < ncommands && n < NAMES_MAX; i++)
        names[n++] = commands[i].name;
    return suggest(word, names, n);
}

/* ------------------------------------------------------------------- words */

/* Copies one word from *at to the end of `word`, without its quotes. In the
 * middle of a word ' is an apostrophe. */
static bool split_word(const char **at, struct buf *word, struct err *e)
{
    while (**at && !isspace((unsigned char)**at)) {
        char quote = **at;
        if (quote != '"' && (quote != '\'' || word->len > 0)) {
            buf_addc(word, *(*at)++);
            continue;
        }
        const char *end = strchr(*at + 1, quote);
        if (!end)
            return err_set(e, "the quote %c is never closed", quote);
        buf_add(word, *at + 1, (size_t)(end - *at - 1));
        *at = end + 1;
    }
    return true;
}

bool command_split(struct arena *a, const char *line, int *argc, char ***argv,
                   struct err *e)
{
    /* A word takes at least two characters of the line, its blank included. */
    char **words = ARENA_ARRAY(a, char *, strlen(line) / 2 + 2);
    struct buf word = BUF_INIT;
    bool ok = true;
    int n = 0;

    for (const char *at = line;;) {
        while (isspace((unsigned char)*at))
            at++;
        if (!*at)
            break;
        buf_reset(&word);
        ok = split_word(&at, &word, e);
        if (!ok)
            break;
        words[n++] = buf_keep(a, &word);
    }
    buf_free(&word);
    *argc = n;
    *argv = words;
    return ok;
}

/* Whether a command's first argument names something that is there. */
static bool knows(struct arena *a, struct app *app, const struct command *c,
                  const char *word)
{
    struct names exercises;

    switch (c->completes) {
    case COMPLETE_LESSON:
        return course_find(app->course, word) >= 0;
    case COMPLETE_COMMAND:
        return command_find(word) || help_topic(word);
    case COMPLETE_TERM:
        return terms_know(app, word);
    case COMPLETE_EXERCISE:
        exercises = hand_exercises(a, app);
        for (size_t i = 0; i < exercises.n; i++)
            if (strcmp(exercises.name[i], word) == 0)
                return true;
        return false;
    case COMPLETE_FILE:
    case COMPLETE_NONE:
        break;
    }
    return false;
}

bool command_meant(struct app *app, const char *line)
{
    struct arena *a = arena_new();
    struct err ignored;
    char **argv;
    int argc;

    const struct command *c =
        command_split(a, line, &argc, &argv, &ignored) && argc > 0
            ? command_find(argv[0])
            : NULL;
    bool meant = c && (argc == 1 || knows(a, app, c, argv[1]));
    arena_free(a);
    return meant;
}

/* --------------------------------------------------------------------- run */

int command_usage(struct app *app, const char *name)
{
    const struct command *c = command_find(name);
    const char *blank = *c->args ? " " : "";

    if (app->interactive) {
        struct err e;
        err_set(&e, "usage: %s%s%s", c->name, blank, c->args);
        return app_fail(app, STATUS_USAGE, &e);
    }
    fprintf(stderr, "usage: threadlings %s%s%s\n", c->name, blank, c->args);
    return STATUS_USAGE;
}

static int unknown(struct app *app, const char *word)
{
    const char *near = command_nearest(word);
    size_t len = strlen(word);
    struct buf shown = BUF_INIT;
    struct err e;

    if (len <= WORD_SHOWN_MAX) {
        term_safe(&shown, &app->look, word, len, len);
    } else {
        term_safe(&shown, &app->look, word, WORD_SHOWN_MAX, WORD_SHOWN_MAX);
        buf_adds(&shown, term_symbol(&app->look, SYM_ELLIPSIS));
    }
    if (near)
        err_set(&e, "unknown command '%s'; did you mean '%s'?", shown.data,
                near);
    else if (player_asks(app))
        err_set(&e, "'%s' is neither a command nor an answer; %s", shown.data,
                player_expects(app));
    else if (isdigit((unsigned char)*word) && app->repl)
        err_set(&e, "nothing is asked now; `again` shows the step once more");
    else
        err_set(&e, "unknown command '%s'; `help` lists them", shown.data);
    buf_free(&shown);
    return app_fail(app, STATUS_USAGE, &e);
}

/* What the command itself must not be bothered with. */
static int refuse(struct app *app, const struct command *c)
{
    struct err e;

    if (app->options.json && !c->json)
        err_set(&e, "%s has no JSON output", c->name);
    else if (c->repl_only && !app->repl)
        err_set(&e, "%s means nothing here; start `threadlings` alone",
                c->name);
    else
        return STATUS_OK;
    return app_fail(app, STATUS_USAGE, &e);
}

int command_run(struct app *app, int argc, char **argv)
{
    const struct command *c = command_find(argv[0]);

    if (!c)
        return unknown(app, argv[0]);
    if (app->options.help)
        return help_command(app, c);
    int status = refuse(app, c);
    if (status != STATUS_OK)
        return status;
    app_interrupted = 0;
    return c->run(app, argc, argv);
}

/* A line that begins with no command's word. */
static int run_no_command(struct app *app, const char *line, const char *word)
{
    struct err e;

    if (*line != '#' && !strpbrk(line, ";{}"))
        return unknown(app, word);
    err_set(&e, "that looks like C; code goes into your file: `edit` opens it");
    return app_fail(app, STATUS_USAGE, &e);
}

/* A command typed in the REPL, with options of its own. */
static int run_words(struct app *app, const char *line)
{
    struct options before = app->options, given = {0};
    struct arena *a = arena_new();
    int argc, status = STATUS_OK;
    struct err e;
    char **argv;

    line += strspn(line, " \t");
    const char *word = arena_strndup(a, line, strcspn(line, " \t"));
    if (*word && *word != '-' && !strpbrk(word, "'\"") && !command_find(word)) {
        status = run_no_command(app, line, word);
    } else if (!command_split(a, line, &argc, &argv, &e) ||
               !options_take(&given, &argc, argv, &e)) {
        status = app_fail(app, STATUS_USAGE, &e);
    } else if (given.state_dir || given.workspace || given.share ||
               given.require_sandbox || given.version) {
        err_set(&e, "that option is for the start of threadlings");
        status = app_fail(app, STATUS_USAGE, &e);
    } else if (argc > 0 || given.help) {
        app->options.json = given.json;
        app->options.help = given.help;
        status = argc > 0 ? command_run(app, argc, argv)
                          : help_command(app, command_find("help"));
        app->options = before;
    }
    arena_free(a);
    return status;
}

int command_line(struct app *app, const char *line)
{
    while (isspace((unsigned char)*line))
        line++;
    if (!*line)
        return player_input(app, "");
    if (*line == ':')
        return run_words(app, line + 1);
    if (player_takes(app, line))
        return player_input(app, line);
    return run_words(app, line);
}

int cmd_quit(struct app *app, int argc, char **argv)
{
    (void)argv;
    if (argc > 1)
        return command_usage(app, "quit");
    app->quit = true;
    return STATUS_OK;
}
