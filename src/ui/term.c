/* The terminal: what it can do, styles, symbols, and writing to it. */
#include "src/ui/term.h"

#include "src/base/utf8.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum {
    WIDTH_MIN = 10,   /* columns: narrower than this nothing is readable */
    WIDTH_MAX = 1000, /* columns: wider than any screen */
    WIDTH_USUAL = 80, /* columns, where nobody says */
    HEIGHT_USUAL = 24 /* rows, where nobody says */
};

static bool env_set(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && *value != '\0';
}

static int env_int(const char *name)
{
    const char *value = getenv(name);
    long n = value ? strtol(value, NULL, 10) : 0;

    return n > 0 && n < 100000 ? (int)n : 0;
}

/* The locale's charset: as libc knows it or, where the locale is not
 * installed, as its name says ("de_DE.UTF-8"). */
static bool locale_is_utf8(void)
{
    const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);

    if (locale != (locale_t)0) {
        bool utf8 = strcasecmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
        freelocale(locale);
        return utf8;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (env_set(names[i]))
            return strcasestr(getenv(names[i]), "utf-8") != NULL ||
                   strcasestr(getenv(names[i]), "utf8") != NULL;
    }
    return false;
}

static bool term_is_dumb(void)
{
    return !env_set("TERM") || strcmp(getenv("TERM"), "dumb") == 0;
}

static int first_known(int a, int b, int c)
{
    return a > 0 ? a : b > 0 ? b : c;
}

struct look term_look(void)
{
    struct look look = {.tty = isatty(STDOUT_FILENO)};
    struct winsize size = {0};

    if (look.tty && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        size = (struct winsize){0};
    look.width = first_known(size.ws_col, env_int("COLUMNS"), WIDTH_USUAL);
    look.height = first_known(size.ws_row, env_int("LINES"), HEIGHT_USUAL);
    if (look.width < WIDTH_MIN)
        look.width = WIDTH_MIN;
    if (look.width > WIDTH_MAX)
        look.width = WIDTH_MAX;
    look.color = look.tty && !env_set("NO_COLOR") && !term_is_dumb();
    look.utf8 = !env_set("THREADLINGS_ASCII") && locale_is_utf8();
    return look;
}

/* Red, green, magenta and cyan are the basic colours that can be read on black
 * and on white; yellow, blue and grey cannot, on one of the two. */
static const char *const style_codes[STYLE_COUNT] = {
    [STYLE_NONE] = "\033[0m",      [STYLE_BOLD] = "\033[1m",
    [STYLE_DIM] = "\033[2m",       [STYLE_EMPH] = "\033[3m",
    [STYLE_HEADING] = "\033[1;4m", [STYLE_CODE] = "\033[36m",
    [STYLE_GOOD] = "\033[1;32m",   [STYLE_BAD] = "\033[1;31m",
    [STYLE_WARN] = "\033[1;35m",   [STYLE_LINK] = "\033[4m",
    [STYLE_TERM] = "\033[4m",      [STYLE_KEYWORD] = "\033[35m",
    [STYLE_TYPE] = "\033[36m",     [STYLE_STRING] = "\033[31m",
    [STYLE_NUMBER] = "\033[36m",   [STYLE_COMMENT] = "\033[32m",
    [STYLE_PREPROC] = "\033[35m",
};

const char *term_style(const struct look *look, enum style s)
{
    return look->color ? style_codes[s] : "";
}

void term_add(struct buf *out, const struct look *look, enum style s,
              const char *text)
{
    if (s == STYLE_NONE || *text == '\0') {
        buf_adds(out, text);
        return;
    }
    buf_adds(out, term_style(look, s));
    buf_adds(out, text);
    buf_adds(out, term_style(look, STYLE_NONE));
}

void term_addf(struct buf *out, const struct look *look, enum style s,
               const char *fmt, ...)
{
    char *text;
    va_list args;

    va_start(args, fmt);
    int len = vasprintf(&text, fmt, args);
    va_end(args);
    if (len < 0)
        abort(); /* out of memory, as in buf.c */
    term_add(out, look, s, text);
    free(text);
}

static const struct {
    const char *utf8, *ascii;
} symbols[SYM_COUNT] = {
    [SYM_PASS] = {"✓", "ok"},    [SYM_FAIL] = {"✗", "x"},
    [SYM_UNSURE] = {"?", "?"},   [SYM_ARROW] = {"→", "->"},
    [SYM_BULLET] = {"•", "*"},   [SYM_RULE] = {"─", "-"},
    [SYM_BAR_FULL] = {"█", "#"}, [SYM_BAR_EMPTY] = {"░", "-"},
    [SYM_POINT] = {"▸", ">"},    [SYM_ELLIPSIS] = {"…", "..."},
    [SYM_DOT] = {"·", "|"},      [SYM_LINE] = {"│", "|"},
    [SYM_CROSS] = {"┼", "+"},    [SYM_FOLD] = {"↳", ">"},
};

const char *term_symbol(const struct look *look, enum symbol s)
{
    return look->utf8 ? symbols[s].utf8 : symbols[s].ascii;
}

void term_bar(struct buf *out, const struct look *look, size_t done,
              size_t total, int width)
{
    char count[64];
    int used = snprintf(count, sizeof count, "%zu/%zu", done, total);
    int cells = width - used - 3; /* brackets and a blank */

    if (cells >= 3) {
        size_t full = 0;
        if (total > 0)
            full = (size_t)cells * (done < total ? done : total) / total;
        buf_addc(out, '[');
        for (size_t i = 0; i < (size_t)cells; i++)
            buf_adds(out, term_symbol(look,
                                      i < full ? SYM_BAR_FULL : SYM_BAR_EMPTY));
        buf_adds(out, "] ");
    }
    if (used <= width)
        buf_adds(out, count);
}

/* Why output was lost, the first time; 0: it was not. */
static int lost;

static void lose(int why)
{
    if (lost == 0 && why != EPIPE)
        lost = why;
}

/* Writes all of it, or returns errno. Waits where the terminal is slow and set
 * not to block. */
static int write_whole(int fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, data, len);
        if (n >= 0) {
            data += n;
            len -= (size_t)n;
        } else if (errno == EAGAIN) {
            struct pollfd ready = {.fd = fd, .events = POLLOUT};
            poll(&ready, 1, -1);
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

/* A reader that has gone away (`threadlings list | head`) must not kill us:
 * SIGPIPE is held back for the write, and taken away if it came. */
static void print(const char *text, size_t len)
{
    const struct timespec at_once = {0};
    sigset_t pipe_signal, old, pending;

    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &old);
    lose(fflush(stdout) == 0 ? 0 : errno);
    lose(write_whole(STDOUT_FILENO, text, len));
    if (!sigismember(&pending, SIGPIPE)) {
        while (sigtimedwait(&pipe_signal, NULL, &at_once) < 0 && errno == EINTR)
            ;
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void term_print(const struct buf *text)
{
    print(text->data, text->len);
}

void term_puts(const char *text)
{
    print(text, strlen(text));
}

bool term_flush(struct err *e)
{
    lose(fflush(stdout) == 0 ? 0 : errno);
    return lost == 0 ||
           err_set(e, "cannot write to standard output: %s", strerror(lost));
}

void term_progress(const struct look *look, const char *text)
{
    struct winsize size = {0};
    struct buf line = BUF_INIT, safe = BUF_INIT;
    int width = look->width;

    if (!isatty(STDERR_FILENO) || term_is_dumb())
        return;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        width = size.ws_col;
    term_safe_line(&safe, look, text, strlen(text));
    buf_addc(&line, '\r');
    term_cut(&line, look, safe.data, width - 1);
    buf_adds(&line, "\033[K");
    write_whole(STDERR_FILENO, line.data, line.len);
    buf_free(&safe);
    buf_free(&line);
}
