/* The whole terminal.
 *
 * C1. Between screen_begin and screen_end nothing else prints, and the watched
 *     file waits: its report has no place here.
 * C2. Whatever ends us on the way puts the terminal back: ui/signals.c. */
#include "src/ui/screen.h"

#include "src/ui/input.h"
#include "src/ui/signals.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ESCAPE = 27, BACKSPACE = 8, DELETE = 127 };

static struct watch *watch_before; /* C1 */

bool screen_possible(const struct app *app)
{
    const char *term = getenv("TERM");

    return app->look.tty && isatty(STDIN_FILENO) && !app->options.json &&
           term != NULL && *term != '\0' && strcmp(term, "dumb") != 0;
}

void screen_begin(struct app *app)
{
    watch_before = app->watch;
    app->watch = NULL;
    app_interrupted = 0;
    signals_full_screen(true);
}

void screen_end(struct app *app)
{
    signals_full_screen(false);
    app->watch = watch_before;
    app->look = term_look();
}

void screen_show(const struct app *app, const char *text)
{
    struct buf out = BUF_INIT;
    int row = 0;

    buf_adds(&out, "\033[H");
    for (const char *at = text; *at != '\0' && row < app->look.height; row++) {
        size_t len = strcspn(at, "\n");
        buf_adds(&out, row > 0 ? "\r\n" : "");
        buf_add(&out, at, len);
        buf_adds(&out, "\033[K");
        at += len + (at[len] == '\n');
    }
    buf_adds(&out, "\033[J");
    term_print(&out);
    buf_free(&out);
}

/* The next byte; or one of SCREEN_REDRAW, SCREEN_LEAVE. */
static int next_byte(struct app *app)
{
    switch (input_wait(app)) {
    case WAKE_KEY: {
        int c = input_byte();
        return c < 0 || c == 4 ? SCREEN_LEAVE : c; /* 4: Ctrl-D */
    }
    case WAKE_REDRAW:
        signals_resized = signals_continued = 0;
        app->look = term_look();
        return SCREEN_REDRAW;
    case WAKE_SAVED:
    case WAKE_INTERRUPT:
    case WAKE_END:
        break;
    }
    return SCREEN_LEAVE;
}

static int arrow(int c)
{
    switch (c) {
    case 'A':
        return SCREEN_UP;
    case 'B':
        return SCREEN_DOWN;
    case 'C':
        return SCREEN_RIGHT;
    case 'D':
        return SCREEN_LEFT;
    default:
        return 0;
    }
}

/* Arrows come as ESC [ C or ESC O C. An escape that begins nothing is dropped,
 * and so is a sequence that means nothing here. */
int screen_key(struct app *app)
{
    enum { NOTHING, ESCAPED, SEQUENCE } state = NOTHING;

    for (;;) {
        int c = next_byte(app);
        if (c == ESCAPE) {
            state = ESCAPED;
        } else if (state == ESCAPED && (c == '[' || c == 'O')) {
            state = SEQUENCE;
        } else if (state == SEQUENCE && c < 256) {
            if (c < '@' && c >= ' ')
                continue; /* a number in it */
            state = NOTHING;
            if (arrow(c) != 0)
                return arrow(c);
        } else {
            return c;
        }
    }
}

static void show_word(const struct app *app, const struct buf *word)
{
    struct buf out = BUF_INIT, safe = BUF_INIT;

    term_safe_line(&safe, &app->look, word->data, word->len);
    buf_printf(&out, "\033[%d;1H:%s\033[K", app->look.height, safe.data);
    term_print(&out);
    buf_free(&out);
    buf_free(&safe);
}

const char *screen_word(struct app *app, struct arena *a)
{
    enum { WORD_MAX = 60 }; /* bytes; no word of ours is longer */
    struct buf word = BUF_INIT;
    const char *typed = NULL;

    for (;;) {
        show_word(app, &word);
        int c = screen_key(app);
        if (c == SCREEN_LEAVE) {
            app_interrupted = 0;
            break;
        }
        if (c == '\n' || c == '\r') {
            typed = word.len > 0 ? buf_keep(a, &word) : NULL;
            break;
        }
        if ((c == BACKSPACE || c == DELETE) && word.len == 0)
            break;
        if (c == BACKSPACE || c == DELETE)
            buf_cut(&word, word.len - 1);
        else if (c < 128 && isprint(c) && word.len < WORD_MAX)
            buf_addc(&word, (char)c);
    }
    buf_free(&word);
    return typed;
}
