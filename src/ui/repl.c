/* The prompt: line editing, history, completion. The only user of libedit.
 *
 * Theory of operation: libedit asks read_char() for each key. That is where we
 * wait, so that is where everything else that happens meanwhile is dealt with:
 *
 * R1  the watched file was saved: it is graded below the prompt, then prompt
 *     and typed text are drawn again; libedit never notices.
 * R2  Ctrl-C: read_char() fails, which makes libedit give the line up; the
 *     loop starts a new one.
 * R3  a resize or a return from Ctrl-Z: the prompt is drawn again.
 * R4  a paste, which the terminal marks: it goes into the line as a whole, its
 *     newlines as blanks.
 *
 * Between lines the terminal is in its ordinary modes, so that what runs there
 * can be interrupted; the ends of the program are in ui/signals.c. Without a
 * terminal, or on one that cannot move its cursor, lines are read plainly
 * (ui/input.c). */
#include "src/ui/repl.h"

#include "src/base/utf8.h"
#include "src/ui/complete.h"
#include "src/ui/input.h"
#include "src/ui/markdown.h"
#include "src/ui/player.h"
#include "src/ui/review.h"
#include "src/ui/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <histedit.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wchar.h>

enum {
    HISTORY_LINES = 1000,    /* kept from one run to the next */
    HISTORY_LINE_MAX = 2000, /* bytes; longer lines are not kept */
    HISTORY_MAX = 4 << 20,   /* bytes of the file; more is damage */
    HISTORY_SLACK = 2,       /* times HISTORY_LINES, then it is cut */
    OFFERED_MAX = 100,       /* words that Tab lists */
};

struct repl {
    struct app *app;
    EditLine *el; /* NULL: lines are read plainly */
    History *history;
    const char *history_path;
    const char *prompt; /* shown now */
    bool asking;        /* repl_ask: no history, no completion, no watching */
    bool interrupted;   /* R2 */
};

/* ----------------------------------------------------------- one character */

/* Back to where the prompt begins, and clears from there. A terminal may have
 * wrapped the line anew or not: only as many rows up as are certainly ours. */
static void rewind_line(struct repl *r, int width_before)
{
    const LineInfo *li = el_line(r->el);
    int now = r->app->look.width;
    int widest = now > width_before ? now : width_before;
    size_t column = utf8_width(r->prompt, strlen(r->prompt)) +
                    utf8_width(li->buffer, (size_t)(li->cursor - li->buffer));
    struct buf out = BUF_INIT;

    buf_addc(&out, '\r');
    for (size_t row = column / (size_t)widest; row > 0; row--)
        buf_adds(&out, "\033[A");
    buf_adds(&out, "\033[J");
    term_print(&out);
    buf_free(&out);
}

static void redraw(struct repl *r)
{
    bool continued = signals_continued;
    int width_before = r->app->look.width;

    signals_resized = signals_continued = 0;
    r->app->look = term_look();
    if (!continued) /* else a shell has written below our line */
        rewind_line(r, width_before);
    el_resize(r->el);
    el_set(r->el, EL_REFRESH);
}

/* R1 */
static void grade_saved(struct repl *r)
{
    struct buf line_end = BUF_INIT;

    buf_addc(&line_end, '\n');
    term_print(&line_end);
    buf_free(&line_end);
    input_saved(r->app);
    el_set(r->el, EL_REFRESH);
}

/* A whole character, byte by byte. What is no UTF-8 becomes '?', and so does
 * what this terminal cannot show or had better not. */
static wchar_t decode(const struct look *look, int first)
{
    char bytes[4] = {(char)first};
    size_t len = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
    uint32_t c;

    for (size_t i = 1; i < len; i++) {
        int next = input_byte();
        if (next < 0)
            return L'?';
        bytes[i] = (char)next;
    }
    struct buf safe = BUF_INIT;
    term_safe(&safe, look, bytes, len, len);
    bool shown = safe.len == len && memcmp(safe.data, bytes, len) == 0;
    buf_free(&safe);
    utf8_decode(bytes, len, &c);
    return shown ? (wchar_t)c : L'?';
}

static int read_char(EditLine *el, wchar_t *out)
{
    struct repl *r;

    el_get(el, EL_CLIENTDATA, &r);
    for (;;) {
        switch (input_wait(r->app)) {
        case WAKE_KEY: {
            int c = input_byte();
            if (c < 0)
                return 0;
            *out = c < 0x80 ? (wchar_t)c : decode(&r->app->look, c);
            return 1;
        }
        case WAKE_INTERRUPT: /* R2 */
            r->interrupted = true;
            return -1;
        case WAKE_REDRAW: /* R3 */
            redraw(r);
            break;
        case WAKE_SAVED:
            grade_saved(r);
            break;
        case WAKE_END:
            return 0;
        }
    }
}

static wchar_t *widen(struct arena *a, const struct buf *text)
{
    wchar_t *wide = ARENA_ARRAY(a, wchar_t, text->len + 1);
    size_t n = 0;

    for (size_t i = 0; i < text->len; n++) {
        uint32_t c;
        i += utf8_decode(text->data + i, text->len - i, &c);
        wide[n] = (wchar_t)c;
    }
    return wide;
}

/* R4 */
static unsigned char paste(EditLine *el, int key)
{
    struct repl *r;
    struct arena *a = arena_new();
    struct buf text = BUF_INIT;

    (void)key;
    el_get(el, EL_CLIENTDATA, &r);
    enum wake wake = input_paste(r->app, &text);
    if (text.len > 0)
        el_winsertstr(el, widen(a, &text));
    r->interrupted = wake == WAKE_INTERRUPT; /* R2 */
    buf_free(&text);
    arena_free(a);
    return wake == WAKE_KEY ? CC_REFRESH : CC_EOF;
}

/* -------------------------------------------------------------- completion */

static void list_words(struct repl *r, const struct completion *c)
{
    const struct look *look = &r->app->look;
    struct buf text = BUF_INIT, out = BUF_INIT;

    for (size_t i = 0; i < c->n && i < OFFERED_MAX; i++)
        buf_printf(&text, "%s ", c->words[i]);
    if (c->n > OFFERED_MAX)
        buf_printf(&text, "and %zu more", c->n - OFFERED_MAX);
    buf_addc(&out, '\n');
    term_wrap(&out, look, "", "", text.data);
    term_print(&out);
    buf_free(&text);
    buf_free(&out);
}

static unsigned char complete(EditLine *el, int key)
{
    struct repl *r;
    unsigned char did = CC_ERROR;
    struct completion c;
    const LineInfo *li = el_line(el);

    (void)key;
    el_get(el, EL_CLIENTDATA, &r);
    if (r->asking)
        return CC_ERROR;
    struct arena *a = arena_new();
    char *line =
        arena_strndup(a, li->buffer, (size_t)(li->cursor - li->buffer));
    complete_line(a, r->app, line, &c);
    size_t typed = strlen(line) - c.start, common = complete_common(&c);
    if (c.n == 1) {
        const char *word = c.words[0];
        bool folder = *word && word[strlen(word) - 1] == '/';
        el_insertstr(el,
                     arena_printf(a, "%s%s", word + typed, folder ? "" : " "));
        did = CC_REFRESH;
    } else if (common > typed) {
        el_insertstr(el, arena_strndup(a, c.words[0] + typed, common - typed));
        did = CC_REFRESH;
    } else if (c.n > 1) {
        list_words(r, &c);
        did = CC_REDISPLAY;
    }
    arena_free(a);
    return did;
}

/* ----------------------------------------------------------------- history */

/* The file is plain lines, appended one by one: two programs can do that at
 * once, and nothing is lost when we are killed. */
static void history_append(struct repl *r, const char *line)
{
    struct buf text = BUF_INIT;
    HistEvent event;

    history(r->history, &event, H_ENTER, line);
    buf_printf(&text, "%s\n", line);
    int fd =
        open(r->history_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) {
        (void)!write(fd, text.data, text.len); /* best effort: no progress */
        close(fd);
    }
    buf_free(&text);
}

/* Reads the last lines; cuts the file when it has become long. */
static void history_read(struct repl *r)
{
    struct arena *a = arena_new();
    struct text text;
    struct err ignored;
    HistEvent event;
    size_t lines = 0;

    if (!file_read(a, r->history_path, HISTORY_MAX, &text, &ignored))
        goto out; /* none yet */
    char *start = text.data + text.len;
    while (start > text.data && lines <= HISTORY_LINES)
        if (*--start == '\n')
            lines++;
    if (lines > HISTORY_LINES)
        start++;
    size_t left = text.len - (size_t)(start - text.data);
    if (text.len > HISTORY_SLACK * left &&
        file_write(r->history_path, start, left, &ignored))
        chmod(r->history_path, 0600);
    for (char *line = strtok(start, "\n"); line; line = strtok(NULL, "\n"))
        history(r->history, &event, H_ENTER, line);
out:
    arena_free(a);
}

/* ------------------------------------------------------------- open, close */

static char *prompt_text(EditLine *el)
{
    struct repl *r;

    el_get(el, EL_CLIENTDATA, &r);
    return (char *)r->prompt;
}

static void open_editor(struct repl *r)
{
    HistEvent event;

    r->el = el_init("threadlings", stdin, stdout, stderr);
    if (!r->el)
        return;
    r->history = history_init();
    history(r->history, &event, H_SETSIZE, HISTORY_LINES);
    history(r->history, &event, H_SETUNIQUE, 1);
    history_read(r);
    el_set(r->el, EL_CLIENTDATA, r);
    el_set(r->el, EL_PROMPT, prompt_text);
    el_set(r->el, EL_EDITOR, "emacs");
    el_set(r->el, EL_SIGNAL, 0); /* ours: ui/signals.c */
    el_set(r->el, EL_HIST, history, r->history);
    el_set(r->el, EL_GETCFN, read_char);
    /* Wide, because the narrow call loses a copy of each string. */
    el_wset(r->el, EL_ADDFN, L"complete", L"complete the word", complete);
    el_wset(r->el, EL_ADDFN, L"paste", L"insert what is pasted", paste);
    el_set(r->el, EL_BIND, "^I", "complete", NULL);
    el_set(r->el, EL_BIND, "\\e[200~", "paste", NULL);
    el_set(r->el, EL_BIND, "^R", "em-inc-search-prev", NULL);
}

static void close_editor(struct repl *r)
{
    if (!r->el)
        return;
    history_end(r->history);
    el_end(r->el);
}

/* ------------------------------------------------------------------- lines */

static enum got edited_line(struct repl *r, struct buf *line)
{
    int len = 0;

    r->interrupted = false;
    /* Before the prompt invites to type: libedit itself does so after it. */
    el_set(r->el, EL_PREP_TERM, 1);
    signals_mark_pastes(true);
    const char *typed = el_gets(r->el, &len);
    signals_mark_pastes(false);
    if (r->interrupted) {
        el_reset(r->el);
        return GOT_INTERRUPT;
    }
    if (!typed || len <= 0 || signals_ended)
        return GOT_END;
    while (len > 0 && (typed[len - 1] == '\n' || typed[len - 1] == '\r'))
        len--;
    buf_add(line, typed, len < INPUT_LINE_MAX ? (size_t)len : INPUT_LINE_MAX);
    return GOT_LINE;
}

static enum got next_line(struct repl *r, const char *prompt, struct buf *line)
{
    enum got got;

    app_interrupted = 0;
    signals_continued = 0; /* the prompt is drawn anew anyway */
    r->prompt = prompt;
    if (r->el)
        got = edited_line(r, line);
    else
        got = input_line(r->app, r->app->interactive ? prompt : "", line);
    if (got != GOT_LINE && r->app->interactive)
        term_puts("\n");
    return got;
}

char *repl_ask(struct app *app, struct arena *a, const char *prompt)
{
    /* In a shell: the same, without an editor. */
    struct repl shell = {.app = app};
    struct repl *r = app->repl ? app->repl : &shell;
    struct watch *watch = app->watch;
    struct buf line = BUF_INIT;
    char *typed = NULL;

    r->asking = true;
    app->watch = NULL;
    if (!app->repl && isatty(STDIN_FILENO))
        term_puts(prompt);
    if (next_line(r, prompt, &line) == GOT_LINE)
        typed = buf_keep(a, &line);
    app->watch = watch;
    r->asking = false;
    buf_free(&line);
    return typed;
}

/* -------------------------------------------------------------------- loop */

static void greet(struct app *app)
{
    struct arena *a = arena_new();
    const char *lesson, *step;
    bool found = false;
    struct buf out = BUF_INIT;
    struct err ignored;

    bool known =
        store_place_get(a, app->store, &found, &lesson, &step, &ignored);
    if (app->notice) {
        struct buf line = BUF_INIT;
        term_wrap(&line, &app->look, "", "", app->notice);
        term_add(&out, &app->look, STYLE_WARN, line.data);
        buf_free(&line);
    }
    if (known && found) {
        size_t due = review_due(app);
        markdown_draw(&out, &app->look,
                      arena_printf(a,
                                   "Welcome back. `help` lists the commands%s",
                                   due ? "." : "; `quit` leaves."));
        if (due)
            markdown_draw(&out, &app->look,
                          arena_printf(a, "%zu question%s to `review`.", due,
                                       due == 1 ? " is due" : "s are due"));
    } else {
        markdown_draw(&out, &app->look,
                      "Welcome to **threadlings**: threads in C, learnt by "
                      "writing them.\n\n"
                      "Press Enter to go on. `b` goes back, `l` lists the "
                      "lessons, `?` shows every command, `q` leaves; your "
                      "place is kept.");
    }
    term_print(&out);
    buf_free(&out);
    arena_free(a);
}

static bool blank(const char *s)
{
    return s[strspn(s, " \t\r")] == '\0';
}

/* Serves lines until the learner leaves; returns the last one's status. */
static int serve(struct repl *r)
{
    struct app *app = r->app;
    int status = STATUS_OK;

    while (!app->quit && !signals_ended) {
        struct arena *a = arena_new();
        struct buf line = BUF_INIT;
        enum got got = next_line(r, player_prompt(app, a), &line);
        if (got == GOT_LINE) {
            if (r->el && !blank(line.data) && line.len <= HISTORY_LINE_MAX)
                history_append(r, line.data);
            app->look = term_look();
            status = command_line(app, line.data);
        }
        buf_free(&line);
        arena_free(a);
        if (got == GOT_END)
            break;
        if (got == GOT_INTERRUPT && !app->interactive)
            return 128 + SIGINT; /* as a shell would call it */
    }
    return status;
}

int repl_run(struct app *app)
{
    struct repl r = {.app = app};
    const char *term = getenv("TERM");
    struct err e;

    app->repl = &r;
    app->interactive = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    greet(app);
    int status = STATUS_OK;
    if (!player_resume(app, &e))
        status = app_fail(app, STATUS_USAGE, &e);
    r.history_path = file_join(app->arena, app->options.state_dir, "history");
    if (app->interactive && term && *term && strcmp(term, "dumb") != 0)
        open_editor(&r);
    int last = serve(&r);
    close_editor(&r);
    app->repl = NULL;
    if (app->interactive)
        return STATUS_OK;
    return last != STATUS_OK ? last : status;
}
