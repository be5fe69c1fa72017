/* The model solution beside one's own, once the exercise has passed. */
#include "src/ui/check.h"
#include "src/ui/diff.h"
#include "src/ui/hand.h"
#include "src/ui/markdown.h"

static void draw(struct arena *a, struct app *app, const struct exercise *ex,
                 const char *solution, const char *own)
{
    struct buf out = BUF_INIT, code = BUF_INIT;
    bool differ = false;

    buf_printf(&code, "# One solution of %s\n\n~~~~~~~~ c\n%s\n~~~~~~~~\n",
               ex->title, solution);
    markdown_draw(&out, &app->look, code.data);
    buf_reset(&code);
    buf_adds(&code, "# Compared with yours\n");
    buf_addc(&out, '\n');
    markdown_draw(&out, &app->look, code.data);
    buf_addc(&out, '\n');
    if (own)
        differ = diff_draw(&out, &app->look,
                           arena_printf(a, "your %s", ex->submission_name), own,
                           "the solution above", solution);
    if (!differ)
        term_wrap(
            &out, &app->look, "", "",
            own ? "Line for line the same."
                : arena_printf(a, "You have no %s in the workspace any more.",
                               ex->submission_name));
    term_print(&out);
    buf_free(&out);
    buf_free(&code);
    if (differ)
        hand_say(app, STYLE_DIM,
                 "Yours passes as well: different is not worse.");
}

static bool compare(struct arena *a, struct app *app, const char *name,
                    struct err *e)
{
    struct exercise ex;
    struct exercise_state state;
    struct text solution, own = {NULL, 0};

    if (!hand_load(a, app, name, &ex, e) ||
        !store_exercise(app->store, ex.name, &state, e))
        return false;
    if (!state.passed)
        return err_set(e,
                       "compare shows a solution of %s once yours has passed; "
                       "until then `hint` helps",
                       ex.name);
    const char *file = workspace_file(a, &app->workspace, ex.name);
    if (!file_read(a, ex.solution, SUBMISSION_MAX, &solution, e) ||
        (file_exists(file) && !file_read(a, file, SUBMISSION_MAX, &own, e)))
        return false;
    draw(a, app, &ex, solution.data, own.data);
    return true;
}

int cmd_compare(struct app *app, int argc, char **argv)
{
    struct arena *a = arena_new();
    struct err e;
    int status = STATUS_OK;

    if (argc > 2)
        status = command_usage(app, "compare");
    else if (!compare(a, app, argc > 1 ? argv[1] : NULL, &e))
        status = app_fail(app, STATUS_USAGE, &e);
    arena_free(a);
    return status;
}
