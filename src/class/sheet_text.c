/* Texts within a block.
 *
 * T1. Outside text reaches the page through sheet_text or sheet_code (or, as
 *     whole lines, through sheet_lines.c), and there through sheet_safe.
 * T2. In Markdown, a character of outside text that could mean something has a
 *     backslash in front of it. A word that a reader may turn into a link
 *     becomes code, which is never looked into: a backslash does not keep
 *     readers from making links of addresses.
 * T3. Within a cell of a Markdown table every '|' has a backslash and is no
 *     code: tables are cut into cells before anything else is looked at, and
 *     readers differ in what a backslash in code is then. */
#include "src/class/sheet.h"

#include "src/base/markup.h"
#include "src/base/number.h"
#include "src/base/utf8.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { BAR = 20 /* characters */ };

/* --------------------------------------------------------------- characters */

/* Newlines and tabs stay. */
void sheet_safe(struct buf *out, const char *text, size_t len)
{
    char utf8[4];

    for (size_t i = 0; i < len;) {
        uint32_t c;
        size_t n = utf8_decode(text + i, len - i, &c);
        i += n;
        if (c == '\r' && i < len && text[i] == '\n')
            continue;
        if (c < 0x20 && c != '\n' && c != '\t')
            c += 0x2400; /* its picture */
        else if (c == 0x7F)
            c = 0x2421;
        else if (utf8_is_hidden(c))
            c = 0xFFFD;
        buf_add(out, utf8, utf8_encode(c, utf8));
    }
}

/* Where a text of which at most `max` bytes are wanted ends: not within a
 * character. */
static size_t cut_at(const char *text, size_t len, size_t max)
{
    if (len <= max)
        return len;
    for (size_t back = 0; back < 4 && back < max; back++)
        if (((unsigned char)text[max - back] & 0xC0) != 0x80)
            return max - back;
    return max;
}

/* One line, cut, with a note of what is left out. */
static void safe_cut(struct buf *out, const char *text, size_t len, size_t max)
{
    size_t end = cut_at(text, len, max);

    sheet_safe(out, text, end);
    for (size_t i = 0; i < out->len; i++)
        if (out->data[i] == '\n')
            out->data[i] = ' ';
    if (end < len)
        buf_printf(out, " (%zu more bytes)", len - end);
}

void sheet_safe_line(struct buf *out, const char *line, size_t len)
{
    enum { TAB = 4 }; /* columns */
    struct buf safe = BUF_INIT;
    size_t start = out->len;

    if (len > 0 && line[len - 1] == '\r')
        len--;
    safe_cut(&safe, line, len, SHEET_LINE_MAX);
    for (const char *at = safe.data; *at != '\0'; at++) {
        if (*at == '\t')
            buf_fill(out, ' ',
                     TAB -
                         utf8_width(out->data + start, out->len - start) % TAB);
        else
            buf_addc(out, *at);
    }
    buf_free(&safe);
}

/* ----------------------------------------------------------------- Markdown */

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Whether the character at `at` of `text` could mean something there. */
static bool means_something(const char *text, const char *at)
{
    if (*at == '_')
        return at == text || !is_word(at[-1]) || !is_word(at[1]);
    return strchr("\\`*[]<>&#|~$", *at) != NULL;
}

/* The length of what would begin a list or a rule at the start of a block, up
 * to the character that has to have a backslash. */
static size_t begins_block(const char *text)
{
    size_t digits = strspn(text, "0123456789");

    return text[digits] == '.' || text[digits] == ')' ? digits
                                                      : strspn(text, "+-=") - 1;
}

static void add_escaped(struct buf *out, const char *text, size_t len,
                        bool fresh)
{
    size_t first = fresh ? begins_block(text) : len;

    for (size_t i = 0; i < len; i++) {
        if (i == first || means_something(text, text + i))
            buf_addc(out, '\\');
        buf_addc(out, text[i]);
    }
}

/* A reader may make a link of it, or call somebody's attention. */
static bool is_linklike(const char *word, size_t len)
{
    static const char *const marks[] = {"@", "://", "www."};

    for (size_t i = 0; i < len; i++)
        for (size_t k = 0; k < sizeof marks / sizeof *marks; k++)
            if (strlen(marks[k]) <= len - i &&
                strncasecmp(word + i, marks[k], strlen(marks[k])) == 0)
                return true;
    return false;
}

static size_t longest_run(const char *text, size_t len, char c)
{
    size_t longest = 0, run = 0;

    for (size_t i = 0; i < len; i++) {
        run = text[i] == c ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static void add_span(struct buf *out, const char *text, size_t len)
{
    size_t ticks = longest_run(text, len, '`') + 1;
    bool blank = text[0] == ' ' || text[len - 1] == ' ';
    bool tick = text[0] == '`' || text[len - 1] == '`';
    /* A reader takes one blank off at each end, unless there is no other. */
    bool pad = tick || (blank && longest_run(text, len, ' ') < len);

    buf_fill(out, '`', ticks);
    buf_adds(out, pad ? " " : "");
    buf_add(out, text, len);
    buf_adds(out, pad ? " " : "");
    buf_fill(out, '`', ticks);
}

/* In a table, each '|' stands between two spans: T3. */
static void add_code(const struct sheet *s, const char *text, size_t len)
{
    for (const char *end = text + len; text < end;) {
        const char *bar =
            s->in_table ? memchr(text, '|', (size_t)(end - text)) : NULL;
        size_t n = (size_t)((bar != NULL ? bar : end) - text);
        if (n > 0)
            add_span(s->out, text, n);
        if (bar != NULL)
            buf_adds(s->out, "\\|");
        text += n + (bar != NULL);
    }
}

static void add_words(struct sheet *s, const char *text)
{
    while (*text != '\0') {
        size_t blank = strspn(text, " \t");
        if (blank > 0 && !s->fresh)
            buf_addc(s->out, ' ');
        text += blank;
        size_t len = strcspn(text, " \t");
        if (is_linklike(text, len)) /* T2 */
            add_code(s, text, len);
        else
            add_escaped(s->out, text, len, s->fresh);
        s->fresh = s->fresh && len == 0;
        text += len;
    }
}

/* --------------------------------------------------------------- an author's
 */

/* One of the marks at `at`: its length, and the tag that it stands for. */
static size_t mark_at(const char *at, const char **tag)
{
    *tag = "code";
    if (*at == '`')
        return strspn(at, "`");
    *tag = at[1] == '*' ? "strong" : "em";
    return *at == '*' ? (at[1] == '*' ? 2 : 1) : 0;
}

/* Where the text that a mark of `n` characters opens is closed; or NULL. */
static const char *closed_at(const char *text, char mark, size_t n)
{
    const char set[] = {mark, '\0'};

    for (const char *at = text; (at = strchr(at, mark)) != NULL;) {
        size_t run = strspn(at, set);
        if (run == n && at > text && (mark == '`' || at[-1] != ' '))
            return at;
        at += run;
    }
    return NULL;
}

/* Code is as it is; other marks may have code within. */
static void add_marked(struct buf *out, const char *text, const char *end)
{
    while (text < end) {
        const char *tag;
        size_t n = mark_at(text, &tag);
        const char *close =
            n > 0 && text[n] != ' ' ? closed_at(text + n, *text, n) : NULL;
        if (*text == '\\' && ispunct((unsigned char)text[1])) {
            markup_char(out, text[1]);
            text += 2;
        } else if (close != NULL && close < end) {
            buf_printf(out, "<%s>", tag);
            if (*text == '`')
                for (const char *at = text + n; at < close; at++)
                    markup_char(out, *at);
            else
                add_marked(out, text + n, close);
            buf_printf(out, "</%s>", tag);
            text = close + n;
        } else {
            markup_char(out, *text++);
        }
    }
}

void sheet_say_author(struct sheet *s, const char *markdown)
{
    struct buf safe = BUF_INIT;

    sheet_safe(&safe, markdown, strlen(markdown));
    for (size_t i = 0; i < safe.len; i++)
        if (safe.data[i] == '\n')
            safe.data[i] = ' ';
    if (s->format == SHEET_HTML) {
        add_marked(s->out, safe.data, safe.data + safe.len);
    } else {
        for (const char *at = safe.data; *at != '\0'; at++) {
            if (*at == '|' && s->in_table)
                buf_addc(s->out, '\\'); /* T3 */
            buf_addc(s->out, *at);
        }
    }
    s->fresh = s->fresh && safe.len == 0;
    buf_free(&safe);
}

/* -------------------------------------------------------------------- texts */

void sheet_say(struct sheet *s, const char *fmt, ...)
{
    char text[1024]; /* our own sentences are shorter */
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    sheet_say_author(s, text);
}

void sheet_text(struct sheet *s, const char *outside)
{
    struct buf safe = BUF_INIT;

    safe_cut(&safe, outside, strlen(outside), SHEET_TEXT_MAX);
    if (s->format == SHEET_HTML)
        markup_text(s->out, safe.data);
    else
        add_words(s, safe.data);
    buf_free(&safe);
}

void sheet_code(struct sheet *s, const char *outside)
{
    struct buf safe = BUF_INIT;

    safe_cut(&safe, outside, strlen(outside), SHEET_TEXT_MAX);
    if (s->format == SHEET_HTML) {
        buf_adds(s->out, "<code>");
        markup_text(s->out, safe.data);
        buf_adds(s->out, "</code>");
    } else if (safe.len > 0) {
        add_code(s, safe.data, safe.len);
    }
    s->fresh = false;
    buf_free(&safe);
}

void sheet_word(struct sheet *s, enum sheet_tone tone, const char *ours)
{
    static const char *const classes[] = {"good", "bad", "open", "plain"};

    if (s->format == SHEET_HTML)
        buf_printf(s->out, "<strong class=\"%s\">%s</strong>", classes[tone],
                   ours);
    else
        buf_printf(s->out, "**%s**", ours);
    s->fresh = false;
}

void sheet_bar(struct sheet *s, size_t part, size_t whole)
{
    size_t full = whole > 0 ? (part * BAR + whole / 2) / whole : 0;

    if (full == 0 && part > 0)
        full = 1; /* some is not none */
    if (s->format == SHEET_HTML)
        buf_adds(s->out, "<span class=\"bar\" aria-hidden=\"true\">");
    for (size_t i = 0; i < BAR; i++)
        if (i < full || s->format == SHEET_MARKDOWN) /* else the style's */
            buf_adds(s->out, i < full ? "█" : "░");
    buf_adds(s->out, s->format == SHEET_HTML ? "</span>" : "");
    s->fresh = false;
}

void sheet_number(struct sheet *s, double value)
{
    char text[NUMBER_TEXT_MAX];

    number_write(round(value * 100) / 100, text);
    sheet_say(s, "%s", text);
}
