/* What there is to type. */
#include "src/ui/help.h"

#include "src/base/suggest.h"
#include "src/ui/markdown.h"
#include "src/ui/options.h"

#include <string.h>

enum {
    WIDE = 60,   /* columns from which a command takes one line */
    NAME = 5,    /* column of its name, after the key */
    COLUMN = 30, /* where its summary then starts */
};

/* Text that belongs to no command. */
static const struct {
    const char *name;
    const char *text;
} topics[] = {
    {"answers",
     "When a step asks something, type the answer and press Enter.\n\n"
     "- Choices and lines have numbers: `2`, or `1 3` for several, or "
     "`3 1 2` for an order.\n"
     "- What begins with a digit is an answer, so a letter or a word is always "
     "a command there: `b` goes back.\n"
     "- Where words are asked for, the line is your answer, unless it is a "
     "command's word alone, such as `skip` or `quit`, or followed by a lesson, "
     "an exercise or a command: `go 10`, `help watch`.\n"
     "- `:` in front makes any line a command: `:run my.c`.\n"
     "- `answer next` answers with a word that is a command, too.\n\n"
     "A wrong answer costs nothing: read why, then try again. `skip` shows the "
     "answer."},
};
enum { NTOPICS = sizeof topics / sizeof topics[0] };

static void draw_command(struct buf *out, const struct look *look,
                         const struct command *c, bool keys)
{
    bool wide = look->width >= WIDE;
    int column = wide ? COLUMN : NAME + 2;
    char first[COLUMN + 1], name[128], indent[COLUMN + 1];

    snprintf(first, sizeof first, "  %s  ", keys && c->key ? c->key : " ");
    snprintf(name, sizeof name, "%s %s", c->name, c->args);
    snprintf(indent, sizeof indent, "%*s", column, "");
    if (wide && strlen(name) < COLUMN - NAME) {
        snprintf(first + NAME, sizeof first - NAME, "%-*s", COLUMN - NAME,
                 name);
    } else {
        term_wrap(out, look, first, indent, name);
        snprintf(first, sizeof first, "%s", indent);
    }
    term_wrap(out, look, first, indent, c->summary);
}

static void draw_commands(struct buf *out, const struct look *look, bool repl)
{
    for (size_t i = 0; i < ncommands; i++)
        if (repl || !commands[i].repl_only)
            draw_command(out, look, &commands[i], repl);
}

static int help_all(struct app *app)
{
    struct buf out = BUF_INIT;

    term_add(&out, &app->look, STYLE_HEADING, "Commands");
    buf_addc(&out, '\n');
    draw_commands(&out, &app->look, app->repl != NULL);
    buf_addc(&out, '\n');
    if (app->repl)
        markdown_draw(&out, &app->look,
                      "The letter alone does the same. An empty line goes on. "
                      "Ctrl-C stops what is running, Tab completes. `help "
                      "answers` says how to answer.");
    else
        markdown_draw(&out, &app->look,
                      "`threadlings` alone starts the tutor.");
    term_print(&out);
    buf_free(&out);
    return STATUS_OK;
}

int help_command(struct app *app, const struct command *c)
{
    struct buf out = BUF_INIT;
    struct buf title = BUF_INIT;

    term_addf(&title, &app->look, STYLE_HEADING, "%s%s%s", c->name,
              *c->args ? " " : "", c->args);
    term_wrap(&out, &app->look, "", "", title.data);
    buf_free(&title);
    markdown_draw(&out, &app->look, c->help);
    if (c->key)
        buf_printf(&out, "Key: %s\n", c->key);
    if (c->json)
        term_wrap(&out, &app->look, "", "",
                  "--json prints one JSON document instead.");
    term_print(&out);
    buf_free(&out);
    return STATUS_OK;
}

int help_usage(const struct app *app)
{
    struct buf out = BUF_INIT, name = BUF_INIT;

    term_add(&name, &app->look, STYLE_HEADING, "threadlings");
    term_wrap(&out, &app->look, "", "", name.data);
    buf_free(&name);
    markdown_draw(&out, &app->look,
                  "Learn to program with threads in C. `threadlings` alone "
                  "starts the tutor where you left it; `threadlings COMMAND` "
                  "runs one command.");
    buf_addc(&out, '\n');
    term_add(&out, &app->look, STYLE_HEADING, "Commands");
    buf_addc(&out, '\n');
    draw_commands(&out, &app->look, false);
    buf_addc(&out, '\n');
    term_add(&out, &app->look, STYLE_HEADING, "Options");
    buf_addc(&out, '\n');
    options_describe(&out, &app->look);
    buf_addc(&out, '\n');
    markdown_draw(&out, &app->look,
                  "Exit status: 0 passed or done, 1 failed, 2 wrong usage, 3 "
                  "the grader could not tell.");
    term_print(&out);
    buf_free(&out);
    return STATUS_OK;
}

static int unknown_topic(struct app *app, const char *word)
{
    const char *near = command_nearest(word);
    const char *names[NTOPICS];
    struct err e;

    for (size_t i = 0; i < NTOPICS; i++)
        names[i] = topics[i].name;
    if (!near)
        near = suggest(word, names, NTOPICS);
    if (near)
        err_set(&e, "no help on '%s'; did you mean '%s'?", word, near);
    else
        err_set(&e, "no help on '%s'; `help` lists the commands", word);
    return app_fail(app, STATUS_USAGE, &e);
}

const char *help_topic(const char *name)
{
    for (size_t i = 0; i < NTOPICS; i++)
        if (strcmp(topics[i].name, name) == 0)
            return topics[i].text;
    return NULL;
}

int cmd_help(struct app *app, int argc, char **argv)
{
    if (argc > 2)
        return command_usage(app, "help");
    if (argc == 1)
        return help_all(app);
    const struct command *c = command_find(argv[1]);
    if (c)
        return help_command(app, c);
    const char *topic = help_topic(argv[1]);
    if (!topic)
        return unknown_topic(app, argv[1]);
    struct buf out = BUF_INIT;
    markdown_draw(&out, &app->look, topic);
    term_print(&out);
    buf_free(&out);
    return STATUS_OK;
}
