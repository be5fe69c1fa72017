/* The program's state: opening, closing, finding the files we came with. */
#include "src/ui/app.h"

#include "src/ui/hand.h"
#include "src/ui/player.h"
#include "src/ui/watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ------------------------------------------------------------------ folders */

/* A folder that has what we need of a share. */
static bool is_share(struct arena *a, const char *dir)
{
    return file_is_dir(file_join(a, dir, "lessons")) &&
           file_is_dir(file_join(a, dir, "exercises"));
}

/* The folder above, or NULL at the top. */
static char *parent(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash || !path[1])
        return NULL;
    return slash == path ? arena_strdup(a, "/")
                         : arena_strndup(a, path, (size_t)(slash - path));
}

/* Beside the program: BIN/../share/threadlings when installed, else the first
 * folder above it that has lessons and exercises (build/MODE/ in the tree). */
static char *share_near_program(struct arena *a)
{
    char exe[4096];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (n <= 0)
        return NULL;
    exe[n] = '\0';

    char *bin = parent(a, exe);
    char *up = bin ? parent(a, bin) : NULL;
    char *share = up ? file_join(a, up, "share/threadlings") : NULL;
    if (share && is_share(a, share))
        return share;
    for (char *dir = bin; dir; dir = parent(a, dir))
        if (is_share(a, dir))
            return dir;
    return NULL;
}

static bool find_share(struct app *app, struct err *e)
{
    struct arena *a = app->arena;
    const char *given = app->options.share;

    if (!given)
        given = getenv("THREADLINGS_SHARE");
    if (given && *given) {
        char *real = realpath(given, NULL);
        if (real)
            app->share = arena_strdup(a, real);
        free(real);
        if (!app->share)
            return err_set(e, "%s: %s", given, strerror(errno));
        if (!is_share(a, app->share))
            return err_set(e, "%s: there is no lessons/ and exercises/ in it",
                           given);
        return true;
    }
    app->share = share_near_program(a);
    if (!app->share)
        app->share = TL_PREFIX "/share/threadlings";
    if (is_share(a, app->share))
        return true;
    return err_set(e,
                   "the lessons are not where they were installed, %s; "
                   "say where they are with --share DIR",
                   app->share);
}

/* $VARIABLE/threadlings, else ~/BELOW/threadlings; NULL without a home. A
 * relative HOME would mean another place in every folder. */
static char *own_folder(struct arena *a, const char *variable,
                        const char *below)
{
    const char *base = getenv(variable), *home = getenv("HOME");

    /* The XDG specification says that a relative path is to be ignored. */
    if (base && base[0] == '/')
        return file_join(a, base, "threadlings");
    if (!home || *home != '/')
        return NULL;
    return arena_printf(a, "%s/%s/threadlings", home, below);
}

/* ---------------------------------------------------------- open and close */

bool app_open(struct app *app, const struct options *options, struct err *e)
{
    app->arena = arena_new();
    app->options = *options;
    app->look = term_look();
    if (!find_share(app, e))
        return false;

    const char *state = options->state_dir;
    if (!state)
        state = own_folder(app->arena, "XDG_STATE_HOME", ".local/state");
    if (!state)
        return err_set(e,
                       "HOME is not %s; say where to keep your progress with "
                       "--state DIR",
                       getenv("HOME") && *getenv("HOME") ? "absolute" : "set");
    app->options.state_dir = state;
    if (!course_open(app->arena, file_join(app->arena, app->share, "lessons"),
                     &app->course, e))
        return false;
    if (!store_open(app->arena, state, &app->store, &app->notice, e))
        return false;
    return workspace_find(app->arena, options->workspace, &app->workspace, e);
}

void app_close(struct app *app)
{
    watch_close(app->watch);
    player_close(app);
    if (app->grader)
        grader_free(app->grader);
    store_close(app->store);
    arena_free(app->grade_arena);
    arena_free(app->arena);
    *app = (struct app){0};
}

struct grader *app_grader(struct app *app)
{
    if (!app->grader)
        app->grader = grader_new(app->share, app_cache_dir(app->arena));
    return app->grader;
}

char *app_cache_dir(struct arena *a)
{
    return own_folder(a, "XDG_CACHE_HOME", ".cache");
}

char *app_exercise_dir(struct app *app, struct arena *a, const char *name)
{
    return arena_printf(a, "%s/exercises/%s", app->share, name);
}

/* A typed word or a file's name may be quoted in it: hence term_safe_line. */
int app_fail(struct app *app, enum status status, const struct err *e)
{
    struct buf text = BUF_INIT;

    term_safe_line(&text, &app->look, e->text, strlen(e->text));
    if (app->interactive)
        hand_say(app, STYLE_NONE, text.data);
    else
        fprintf(stderr, "threadlings: %s\n", text.data);
    buf_free(&text);
    return status;
}
