/* The task of an exercise, and its starter put back. */
#include "src/ui/check.h"
#include "src/ui/hand.h"
#include "src/ui/markdown.h"
#include "src/ui/repl.h"

#include <string.h>
#include <strings.h>

static bool draw_task(struct arena *a, struct app *app,
                      const struct exercise *ex, struct err *e)
{
    struct buf text = BUF_INIT, out = BUF_INIT;
    bool ok = false;

    if (strncmp(ex->task, "# ", 2) != 0)
        buf_printf(&text, "# %s\n\n", ex->title);
    buf_adds(&text, ex->task);
    if (ex->header) {
        struct text header;
        if (!file_read(a, file_join(a, ex->dir, ex->header), SUBMISSION_MAX,
                       &header, e))
            goto out;
        buf_printf(&text, "\n\n## %s\n\n~~~~~~~~ c\n%s\n~~~~~~~~\n", ex->header,
                   header.data);
    }
    markdown_draw(&out, &app->look, text.data);
    buf_addc(&out, '\n');
    term_print(&out);
    hand_say_file(app, workspace_file(a, &app->workspace, ex->name));
    ok = true;
out:
    buf_free(&text);
    buf_free(&out);
    return ok;
}

int cmd_task(struct app *app, int argc, char **argv)
{
    struct arena *a = arena_new();
    struct exercise ex;
    struct err e;
    int status = STATUS_OK;

    if (argc > 2)
        status = command_usage(app, "task");
    else if (!hand_load(a, app, argc > 1 ? argv[1] : NULL, &ex, &e) ||
             !draw_task(a, app, &ex, &e))
        status = app_fail(app, STATUS_USAGE, &e);
    arena_free(a);
    return status;
}

/* True when nobody can be asked: the old file is kept anyway. */
static bool agreed(struct arena *a, struct app *app, const char *file)
{
    if (!app->interactive || !file_exists(file))
        return true;
    const char *answer =
        repl_ask(app, a,
                 arena_printf(a,
                              "Put the starter back? Your %s is kept beside "
                              "it. [y/n] ",
                              file_base(file)));
    return answer &&
           (strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0);
}

static bool reset(struct arena *a, struct app *app, const struct exercise *ex,
                  struct err *e)
{
    const char *file = workspace_file(a, &app->workspace, ex->name);
    const char *kept = NULL;

    if (!agreed(a, app, file)) {
        hand_say(app, STYLE_NONE, "Nothing was changed.");
        return true;
    }
    if (!workspace_reset(a, &app->workspace, ex->name, ex->start, &kept, e))
        return false;
    hand_say(app, STYLE_NONE,
             arena_printf(a, "The starter is back in %s.", hand_path(a, file)));
    if (kept)
        hand_say(
            app, STYLE_NONE,
            arena_printf(a, "What you had is kept as %s.", hand_path(a, kept)));
    return true;
}

int cmd_reset(struct app *app, int argc, char **argv)
{
    struct arena *a = arena_new();
    struct exercise ex;
    struct err e;
    int status = STATUS_OK;

    /* Never by default from a shell: one letter too few would be enough. */
    if (argc > 2 || (argc < 2 && !app->repl))
        status = command_usage(app, "reset");
    else if (!hand_load(a, app, argc > 1 ? argv[1] : NULL, &ex, &e) ||
             !reset(a, app, &ex, &e))
        status = app_fail(app, STATUS_USAGE, &e);
    arena_free(a);
    return status;
}
