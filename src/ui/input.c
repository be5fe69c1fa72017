/* Standard input without line editing. */
#include "src/ui/input.h"

#include "src/ui/check.h"
#include "src/ui/signals.h"
#include "src/ui/watch.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
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

/* One line of text that is safe to show. */
static void add_pasted(struct app *app, const struct buf *pasted,
                       struct buf *line)
{
    struct buf safe = BUF_INIT;
    bool blank = false;

    term_safe(&safe, &app->look, pasted->data, pasted->len, pasted->len);
    for (const char *p = safe.data; *p; p++) {
        bool space = isspace((unsigned char)*p);
        if (!space && blank && line->len > 0)
            buf_addc(line, ' ');
        if (!space)
            buf_addc(line, *p);
        blank = space;
    }
    buf_free(&safe);
}

/* Adds bytes up to the mark at the end of a paste. */
static enum wake read_pasted(struct app *app, struct buf *pasted, bool *saved)
{
    static const char mark[] = "\033[201~";
    enum { MARK = sizeof mark - 1 };

    for (;;) {
        enum wake wake = input_wait(app);
        if (wake == WAKE_INTERRUPT || wake == WAKE_END)
            return wake;
        if (wake == WAKE_SAVED) {
            *saved = true;
            continue;
        }
        int c = input_byte();
        if (c < 0)
            return WAKE_END;
        buf_addc(pasted, (char)c);
        if (pasted->len < MARK)
            continue;
        char *end = pasted->data + pasted->len - MARK;
        if (memcmp(end, mark, MARK) == 0) {
            buf_cut(pasted, pasted->len - MARK);
            return WAKE_KEY;
        }
        if (pasted->len > INPUT_LINE_MAX) { /* only the mark counts by now */
            memmove(end - 1, end, MARK);
            buf_cut(pasted, pasted->len - 1);
        }
    }
}

enum wake input_paste(struct app *app, struct buf *line)
{
    struct buf pasted = BUF_INIT;
    bool saved = false;

    enum wake wake = read_pasted(app, &pasted, &saved);
    if (wake == WAKE_KEY)
        add_pasted(app, &pasted, line);
    if (saved)
        watch_now(app->watch); /* after the paste */
    buf_free(&pasted);
    return wake;
}

void input_look(struct app *app)
{
    if (signals_resized) /* the prompt, drawn anew, clears it */
        app->look = term_look();
}

void input_pause(struct app *app)
{
    if (app->interactive)
        signals_quiet();
}

void input_resume(struct app *app)
{
    signals_unquiet();
    input_look(app);
}

void input_saved(struct app *app)
{
    app_interrupted = 0;
    check_exercise(app, app->watched, NULL);
    app_interrupted = 0; /* Ctrl-C ended the grade, not the line */
}

enum got input_line(struct app *app, const char *prompt, struct buf *line)
{
    bool any = false;

    term_puts(prompt);
    for (;;) {
        enum wake wake = input_wait(app);
        if (wake == WAKE_END)
            return GOT_END;
        if (wake == WAKE_INTERRUPT)
            return GOT_INTERRUPT;
        if (wake == WAKE_SAVED) {
            input_saved(app);
            term_puts(prompt);
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
