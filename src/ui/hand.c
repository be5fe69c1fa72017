/* The exercise at hand. */
#include "src/ui/hand.h"

#include "src/base/suggest.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct names hand_exercises(struct arena *a, struct app *app)
{
    struct names all = {NULL, 0}, out = {NULL, 0};
    struct err ignored;
    const char *dir = file_join(a, app->share, "exercises");

    if (!file_list(a, dir, &all, &ignored))
        return out; /* loading one of them says why */
    out.name = ARENA_ARRAY(a, char *, all.n);
    for (size_t i = 0; i < all.n; i++)
        if (file_is_dir(file_join(a, dir, all.name[i])))
            out.name[out.n++] = all.name[i];
    return out;
}

/* Whether the name can be a folder's name of ours, and no path. */
static bool well_formed(const char *name)
{
    for (const char *p = name; *p; p++)
        if (!isalnum((unsigned char)*p) && *p != '_' && *p != '-')
            return false;
    return *name != '\0';
}

static bool known(struct arena *a, struct app *app, const char *name,
                  struct err *e)
{
    if (well_formed(name) && file_is_dir(app_exercise_dir(app, a, name)))
        return true;
    struct names all = hand_exercises(a, app);
    const char *near = suggest(name, (const char *const *)all.name, all.n);
    if (near)
        return err_set(e, "no exercise is called '%s'; did you mean '%s'?",
                       name, near);
    return err_set(e, "no exercise is called '%s'; `list` shows them all",
                   name);
}

const char *hand_stored(struct arena *a, struct app *app)
{
    bool found = false;
    const char *lesson = NULL, *step = NULL;
    struct err ignored;

    if (!app->store || !app->course ||
        !store_place_get(a, app->store, &found, &lesson, &step, &ignored) ||
        !found || !lesson || !step)
        return NULL;
    long i = course_find(app->course, lesson);
    const struct lesson *l =
        i < 0 ? NULL : course_lesson(app->course, (size_t)i, &ignored);
    long at = l ? lesson_step(l, step) : -1;
    return at < 0 ? NULL : l->steps[at].exercise;
}

static const char *at_hand(struct arena *a, struct app *app)
{
    if (app->exercise)
        return app->exercise;
    if (app->lesson && app->step < app->lesson->nsteps)
        return app->lesson->steps[app->step].exercise;
    return hand_stored(a, app); /* in a shell the player is nowhere */
}

bool hand_load(struct arena *a, struct app *app, const char *name,
               struct exercise *ex, struct err *e)
{
    if (!name)
        name = at_hand(a, app);
    if (!name)
        return err_set(e, "which exercise? give its name; `list` shows them");
    if (!known(a, app, name, e))
        return false;
    if (!exercise_load(a, app_exercise_dir(app, a, name), ex, e))
        return false;
    if (!app->exercise || strcmp(app->exercise, name) != 0)
        app->exercise = arena_strdup(app->arena, name);
    return true;
}

const char *hand_path(struct arena *a, const char *path)
{
    const char *home = getenv("HOME");
    size_t len = home ? strlen(home) : 0;

    if (len > 1 && strncmp(path, home, len) == 0 && path[len] == '/')
        return arena_printf(a, "~%s", path + len);
    return path;
}

bool hand_file(struct arena *a, struct app *app, const struct exercise *ex,
               const char **file, struct err *e)
{
    const char *header = ex->header ? file_join(a, ex->dir, ex->header) : NULL;
    bool made = false;

    *file = workspace_file(a, &app->workspace, ex->name);
    if (!workspace_start(&app->workspace, ex->name, ex->start, header, &made,
                         e))
        return false;
    if (made)
        hand_say(app, STYLE_DIM,
                 arena_printf(a, "The starter is now in %s, for you to change.",
                              hand_path(a, *file)));
    return true;
}

const char *hand_command(struct arena *a, const struct app *app,
                         const char *command)
{
    if (app->repl)
        return command;
    return arena_printf(a, "threadlings %s %s", command,
                        app->exercise ? app->exercise : "EXERCISE");
}

/* `words` in backquotes are code, as in Markdown. Without colour they keep
 * them. */
static void add_sentence(struct buf *out, const struct look *look,
                         enum style style, const char *text)
{
    bool code = false;

    buf_adds(out, term_style(look, style));
    for (const char *p = text; *p; p++) {
        if (*p != '`' || !look->color) {
            buf_addc(out, *p);
            continue;
        }
        code = !code;
        buf_adds(out, term_style(look, STYLE_NONE));
        buf_adds(out, term_style(look, code ? STYLE_CODE : style));
    }
    buf_adds(out, term_style(look, STYLE_NONE));
}

void hand_say(const struct app *app, enum style style, const char *text)
{
    struct buf styled = BUF_INIT, out = BUF_INIT;

    add_sentence(&styled, &app->look, style, text);
    term_wrap(&out, &app->look, "", "", styled.data);
    if (app->options.json)
        fputs(out.data, stderr);
    else
        term_print(&out);
    buf_free(&styled);
    buf_free(&out);
}

void hand_say_file(const struct app *app, const char *file)
{
    struct arena *a = arena_new();
    struct buf text = BUF_INIT, out = BUF_INIT;

    buf_adds(&text, "Your file: ");
    term_add(&text, &app->look, STYLE_LINK, hand_path(a, file));
    term_wrap(&out, &app->look, "", "", text.data);
    term_print(&out);
    buf_free(&text);
    buf_free(&out);
    arena_free(a);
}
