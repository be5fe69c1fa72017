/* The command `edit`: the learner's file in the learner's editor, at the line
 * of the finding, graded afterwards when it was changed. */
#include "src/base/proc.h"
#include "src/ui/check.h"
#include "src/ui/editor.h"
#include "src/ui/hand.h"
#include "src/ui/watch.h"

#include <stdlib.h>
#include <string.h>

/* How editors take a line number. */
enum line_way {
    LINE_PLUS,  /* +N file */
    LINE_COLON, /* file:N */
    LINE_GOTO,  /* --goto file:N */
    LINE_NONE,  /* unknown editor: just the file */
};

static const struct {
    const char *name;
    enum line_way way;
} editors[] = {
    {"vi", LINE_PLUS},       {"vim", LINE_PLUS},
    {"nvim", LINE_PLUS},     {"vim.basic", LINE_PLUS},
    {"vim.tiny", LINE_PLUS}, {"gvim", LINE_PLUS},
    {"nano", LINE_PLUS},     {"pico", LINE_PLUS},
    {"emacs", LINE_PLUS},    {"emacsclient", LINE_PLUS},
    {"mg", LINE_PLUS},       {"jed", LINE_PLUS},
    {"joe", LINE_PLUS},      {"ne", LINE_PLUS},
    {"kak", LINE_PLUS},      {"micro", LINE_PLUS},
    {"gedit", LINE_PLUS},    {"sensible-editor", LINE_PLUS},
    {"editor", LINE_PLUS},   {"code", LINE_GOTO},
    {"codium", LINE_GOTO},   {"code-insiders", LINE_GOTO},
    {"cursor", LINE_GOTO},   {"subl", LINE_COLON},
    {"zed", LINE_COLON},     {"hx", LINE_COLON},
    {"helix", LINE_COLON},
};

const char *editor_command(struct arena *a)
{
    static const char *const usual[] = {"sensible-editor", "nano", "vi"};
    const char *value = getenv("VISUAL");

    if (!value || !*value)
        value = getenv("EDITOR");
    if (value && *value)
        return value;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (proc_find(a, usual[i]))
            return usual[i];
    return NULL;
}

static enum line_way way_of(const char *program)
{
    const char *base = file_base(program);

    for (size_t i = 0; i < sizeof editors / sizeof *editors; i++)
        if (strcmp(base, editors[i].name) == 0)
            return editors[i].way;
    return LINE_NONE;
}

bool editor_argv(struct arena *a, const char *command, const char *file,
                 int line, char ***out, struct err *e)
{
    int argc;
    char **words;

    if (!command_split(a, command, &argc, &words, e))
        return err_in(e, "the editor '%s'", command);
    if (argc == 0)
        return err_set(e, "the editor's name is empty; set it: "
                          "export EDITOR=nano");
    char **argv = ARENA_ARRAY(a, char *, (size_t)argc + 3);
    int n = 0;
    while (n < argc) {
        argv[n] = words[n];
        n++;
    }
    enum line_way way = line > 0 ? way_of(argv[0]) : LINE_NONE;
    if (way == LINE_PLUS)
        argv[n++] = arena_printf(a, "+%d", line);
    if (way == LINE_GOTO)
        argv[n++] = arena_strdup(a, "--goto");
    argv[n] = way == LINE_GOTO || way == LINE_COLON
                  ? arena_printf(a, "%s:%d", file, line)
                  : arena_strdup(a, file);
    *out = argv;
    return true;
}

/* The line to open at: of the first finding, if the last grade was of this
 * exercise. */
static int line_at_hand(const struct app *app, const struct exercise *ex)
{
    const struct verdict *v = app->verdict;

    return v && strcmp(v->exercise, ex->name) == 0 && v->nfindings > 0
               ? v->findings[0].line
               : 0;
}

static bool run_editor(struct arena *a, const char *file, int line,
                       struct err *e)
{
    const char *command = editor_command(a);
    char **argv;
    int status = 0;

    if (!command)
        return err_set(e, "no editor found; say which one to use: "
                          "export EDITOR=nano");
    if (!editor_argv(a, command, file, line, &argv, e))
        return false;
    char *path = proc_find(a, argv[0]);
    if (!path)
        return err_set(e,
                       "the editor '%s' is not there; choose another: "
                       "export EDITOR=nano",
                       argv[0]);
    argv[0] = path;
    if (!proc_foreground(argv, &status, e))
        return false;
    if (status != 0)
        return err_set(e, "the editor %s ended with status %d", command,
                       status);
    return true;
}

static bool edit(struct arena *a, struct app *app, const char *name,
                 const char **changed, struct err *e)
{
    struct exercise ex;
    const char *file;
    struct text before, after;

    if (!hand_load(a, app, name, &ex, e) || !hand_file(a, app, &ex, &file, e) ||
        !file_read(a, file, SUBMISSION_MAX, &before, e) ||
        !run_editor(a, file, line_at_hand(app, &ex), e) ||
        !file_read(a, file, SUBMISSION_MAX, &after, e))
        return false;
    *changed = before.len != after.len ||
                       memcmp(before.data, after.data, after.len) != 0
                   ? ex.name
                   : NULL;
    return true;
}

int cmd_edit(struct app *app, int argc, char **argv)
{
    struct arena *a = arena_new();
    const char *changed = NULL;
    struct err e;
    int status = STATUS_OK;

    if (argc > 2)
        status = command_usage(app, "edit");
    else if (!edit(a, app, argc > 1 ? argv[1] : NULL, &changed, &e))
        status = app_fail(app, STATUS_USAGE, &e);
    else if (changed && app->repl && !app->watch)
        status = check_exercise(app, changed, NULL);
    else if (!changed)
        hand_say(app, STYLE_DIM, "Your file is as it was before.");
    arena_free(a);
    return status;
}
