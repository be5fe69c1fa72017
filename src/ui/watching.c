/* The command `watch`: grade on every save. */
#include "src/ui/check.h"
#include "src/ui/hand.h"
#include "src/ui/repl.h"
#include "src/ui/signals.h"
#include "src/ui/watch.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static void stop_watching(struct app *app)
{
    watch_close(app->watch);
    app->watch = NULL;
    app->watched = NULL;
}

static bool start_watching(struct app *app, const char *name, struct err *e)
{
    struct arena *a = arena_new();
    struct exercise ex;
    const char *file;
    struct watch *w = NULL;

    bool ok = hand_load(a, app, name, &ex, e) &&
              hand_file(a, app, &ex, &file, e) && watch_open(file, &w, e);
    if (ok) {
        stop_watching(app);
        app->watch = w;
        app->watched = arena_strdup(app->arena, ex.name);
        hand_say(app, STYLE_NONE,
                 arena_printf(a,
                              "Watching %s: it is graded whenever you save "
                              "it.%s",
                              hand_path(a, file),
                              app->repl ? " `watch off` ends that." : ""));
    }
    arena_free(a);
    return ok;
}

static int stop_command(struct app *app)
{
    struct buf out = BUF_INIT;

    buf_adds(&out, app->watch ? "No longer watching.\n"
                              : "Nothing is being watched.\n");
    stop_watching(app);
    term_print(&out);
    buf_free(&out);
    return STATUS_OK;
}

/* What was typed on stdin: true when it is over ("q", or end of input). */
static bool told_to_stop(void)
{
    char line[256];
    ssize_t n = read(STDIN_FILENO, line, sizeof line);

    if (n < 0)
        return errno != EINTR && errno != EAGAIN;
    return n == 0 || line[0] == 'q';
}

/* Waits for the next save. False when it is time to leave. */
static bool next_save(struct app *app)
{
    int wait_ms = 0;
    bool saved = false, leave = false;
    sigset_t before;

    signals_hold(&before);
    while (!saved && !leave && !app_interrupted) {
        saved = watch_saved(app->watch, &wait_ms);
        if (saved)
            break;
        struct pollfd fds[] = {
            {.fd = STDIN_FILENO, .events = POLLIN},
            {.fd = watch_fd(app->watch), .events = POLLIN},
        };
        struct timespec wait = {wait_ms / 1000, wait_ms % 1000 * 1000000L};
        if (ppoll(fds, 2, &wait, &before) > 0 && fds[0].revents)
            leave = told_to_stop();
    }
    signals_release(&before);
    return saved;
}

/* Without a terminal there is no prompt: grades on each save until input ends
 * or a signal comes. A grade that a signal stopped leaves app_interrupted set,
 * which ends the loop, too. */
static int watch_loop(struct app *app)
{
    int status;

    do
        status = check_exercise(app, app->watched, NULL);
    while (next_save(app));
    stop_watching(app);
    return status;
}

int cmd_watch(struct app *app, int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : NULL;
    struct err e;

    if (argc > 2)
        return command_usage(app, "watch");
    if (name && strcmp(name, "off") == 0)
        return stop_command(app);
    if (!start_watching(app, name, &e))
        return app_fail(app, STATUS_USAGE, &e);
    if (app->repl)
        return check_exercise(app, app->watched, NULL);
    if (!isatty(STDIN_FILENO))
        return watch_loop(app);
    watch_now(app->watch);
    return repl_run(app);
}
