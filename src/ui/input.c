/* Standard input without line editing. */
#include "src/ui/input.h"

#include "src/ui/check.h"
#include "src/ui/signals.h"
#include "src/ui/watch.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* There is one standard input; what was read ahead of it is here. */
static char ahead[4096];
static size_t ahead_at, ahead_len;

/* Signals are held back outside ppoll, so that none is missed between the look
 * at its flag and the wait. */
static enum wake wait_held(struct app *app, const sigset_t *before)
{
    int wait_ms = app->watch ? 0 : -1; /* look at once: see watch_saved */

    for (;;) {
        if (signals_ended)
            return WAKE_END;
        if (app_interrupted)
            return WAKE_INTERRUPT;
        if (signals_resized || signals_continued)
            return WAKE_REDRAW;
        struct pollfd fds[] = {
            {.fd = STDIN_FILENO, .events = POLLIN},
            {.fd = app->watch ? watch_fd(app->watch) : -1, .events = POLLIN},
        };
        const struct timespec wait = {wait_ms / 1000,
                                      wait_ms % 1000 * 1000000L};
        int n = ppoll(fds, 2, wait_ms < 0 ? NULL : &wait, before);
        if (n < 0 && errno != EINTR)
            return WAKE_END;
        if (n > 0 && fds[0].revents)
            return WAKE_KEY;
        if (n >= 0 && app->watch && watch_saved(app->watch, &wait_ms))
            return WAKE_SAVED;
    }
}

enum wake input_wait(struct app *app)
{
    sigset_t before;

    if (ahead_at < ahead_len && !app_interrupted && !signals_ended)
        return WAKE_KEY;
    signals_hold(&before);
    enum wake wake = wait_held(app, &before);
    signals_release(&before);
    if (wake == WAKE_INTERRUPT)
        ahead_at = ahead_len = 0; /* what was pasted goes with its line */
    return wake;
}

int input_byte(void)
{
    if (ahead_at == ahead_len) {
        ssize_t n;
        do
            n = read(STDIN_FILENO, ahead, sizeof ahead);
        while (n < 0 && errno == EINTR && !signals_ended);
        if (n <= 0)
            return -1;
        ahead_at = 0;
        ahead_len = (size_t)n;
    }
    return (unsigned char)ahead[ahead_at++];
}

void input_saved(struct app *app)
{
    app_interrupted = 0;
    check_exercise(app, app->watched, NULL);
    app_interrupted = 0; /* Ctrl-C ended the grade, not the line */
}

static void show_prompt(const char *prompt)
{
    fputs(prompt, stdout);
    fflush(stdout);
}

enum got input_line(struct app *app, const char *prompt, struct buf *line)
{
    bool any = false;

    show_prompt(prompt);
    for (;;) {
        enum wake wake = input_wait(app);
        if (wake == WAKE_END)
            return GOT_END;
        if (wake == WAKE_INTERRUPT)
            return GOT_INTERRUPT;
        if (wake == WAKE_SAVED) {
            input_saved(app);
            show_prompt(prompt);
        }
        if (wake == WAKE_REDRAW) {
            signals_resized = signals_continued = 0;
            app->look = term_look();
        }
        if (wake != WAKE_KEY)
            continue;
        int c = input_byte();
        if (c < 0)
            return any ? GOT_LINE : GOT_END;
        if (c == '\n')
            return GOT_LINE;
        any = true;
        if (line->len < INPUT_LINE_MAX)
            buf_addc(line, c ? (char)c : ' ');
    }
}
