/* Text set to a width: wrapped at blanks, folded anywhere, or cut.
 *
 * Lines are built character by character. An escape sequence takes no room;
 * those in force where a line ends are closed there and opened again after the
 * indentation of the next, so that a style never runs into the margin.
 *
 * W1. `used` columns of the line's `room` are taken; used <= room.
 * W2. room >= ROOM_MIN, so that the widest character always fits a new line:
 *     an indentation that leaves less is dropped. */
#include "src/ui/term.h"

#include "src/base/utf8.h"

#include <assert.h>
#include <string.h>

enum {
    ROOM_MIN = 2, /* columns of the widest character */
    JOINER = 0x200D,
};

struct setter {
    struct buf *out;
    size_t width;
    const char *indent; /* of the next line */
    size_t room, used;  /* columns of the current line, without indentation */
    struct buf open;    /* escape sequences in force */
    bool blank;         /* a blank stands before the next word */
};

/* The length of the escape sequence at s; 0 when there is none. */
static size_t escape_len(const char *s, size_t len)
{
    if (len < 1 || s[0] != '\033')
        return 0;
    if (len < 2 || s[1] != '[')
        return 1;
    for (size_t i = 2; i < len; i++) {
        if (s[i] >= 0x40 && s[i] <= 0x7E)
            return i + 1;
    }
    return len;
}

static bool is_reset(const char *s, size_t len)
{
    return (len == 4 && memcmp(s, "\033[0m", 4) == 0) ||
           (len == 3 && memcmp(s, "\033[m", 3) == 0);
}

size_t term_width(const char *text, size_t len)
{
    size_t width = 0;

    for (size_t i = 0; i < len;) {
        uint32_t c;
        size_t skip = escape_len(text + i, len - i);
        if (skip == 0) {
            skip = utf8_decode(text + i, len - i, &c);
            width += (size_t)utf8_char_width(c);
        }
        i += skip;
    }
    return width;
}

/* Starts a line after an indentation. */
static void begin_line(struct setter *s, const char *indent)
{
    size_t columns = term_width(indent, strlen(indent));

    if (columns + ROOM_MIN > s->width) { /* W2 */
        indent = "";
        columns = 0;
    }
    s->room = s->width - columns;
    s->used = 0;
    s->blank = false;
    buf_adds(s->out, indent);
    buf_add(s->out, s->open.data, s->open.len);
}

static void end_line(struct setter *s)
{
    size_t end = s->out->len;

    if (s->open.len > 0)
        buf_adds(s->out, "\033[0m");
    else if (s->used == 0) {
        while (end > 0 && s->out->data[end - 1] == ' ')
            end--;
        buf_cut(s->out, end);
    }
    buf_addc(s->out, '\n');
}

static void next_line(struct setter *s)
{
    end_line(s);
    begin_line(s, s->indent);
}

static void add_escape(struct setter *s, const char *text, size_t len)
{
    if (is_reset(text, len))
        buf_reset(&s->open);
    else
        buf_add(&s->open, text, len);
    buf_add(s->out, text, len);
}

/* Adds text as it is, going to the next line wherever the room ends. */
static void add_split(struct setter *s, const char *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        uint32_t c;
        size_t n = escape_len(text + i, len - i);
        if (n > 0) {
            add_escape(s, text + i, n);
        } else {
            n = utf8_decode(text + i, len - i, &c);
            size_t columns = (size_t)utf8_char_width(c);
            if (s->used + columns > s->room)
                next_line(s);
            buf_add(s->out, text + i, n);
            s->used += columns;
        }
        assert(s->used <= s->room); /* W1 */
        i += n;
    }
}

static void add_word(struct setter *s, const char *word, size_t len)
{
    size_t columns = term_width(word, len);
    size_t before = s->blank && s->used > 0;

    if (columns > 0) {
        s->blank = false;
        if (s->used > 0 && s->used + before + columns > s->room) {
            next_line(s);
        } else if (before) {
            buf_addc(s->out, ' ');
            s->used++;
        }
    }
    add_split(s, word, len);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Bytes up to where a line may end: a blank, or a wide character's edge
 * (Chinese and Japanese are written without blanks). */
static size_t word_len(const char *text, size_t len)
{
    size_t i = 0;
    uint32_t before = 0;

    while (i < len && !is_blank(text[i]) && text[i] != '\v') {
        uint32_t c;
        size_t n = escape_len(text + i, len - i);
        if (n == 0) {
            n = utf8_decode(text + i, len - i, &c);
            int columns = utf8_char_width(c);
            bool edge = columns == 2 || utf8_char_width(before) == 2;
            if (before != 0 && edge && columns > 0 && before != JOINER)
                break;
            before = columns > 0 || c == JOINER ? c : before;
        }
        i += n;
    }
    return i;
}

void term_wrap(struct buf *out, const struct look *look, const char *first,
               const char *indent, const char *text)
{
    struct setter s = {
        .out = out, .width = (size_t)look->width, .indent = indent};
    const char *end = text + strlen(text);

    if (*text == '\0' && *first == '\0')
        return;
    s.open = (struct buf)BUF_INIT;
    begin_line(&s, first);
    while (*text != '\0') {
        if (*text == '\v') {
            next_line(&s);
            text++;
        } else if (is_blank(*text)) {
            s.blank = true;
            text++;
        } else {
            size_t n = word_len(text, (size_t)(end - text));
            add_word(&s, text, n);
            text += n;
        }
    }
    end_line(&s);
    buf_free(&s.open);
}

static bool may_fold_after(char c)
{
    return c == ' ' || c == ',' || c == ';' || c == '(' || c == '/';
}

/* Bytes of the next row: what fits, up to a good place for a fold where there
 * is one in its second half. */
static size_t row_len(const char *text, size_t len, size_t room)
{
    size_t used = 0, good = 0, i = 0;

    while (i < len) {
        uint32_t c;
        size_t n = escape_len(text + i, len - i);
        if (n == 0) {
            n = utf8_decode(text + i, len - i, &c);
            used += (size_t)utf8_char_width(c);
            if (used > room)
                return good > 0 ? good : i;
            if (used > room / 2 && may_fold_after(text[i]))
                good = i + n;
        }
        i += n;
    }
    return len;
}

void term_fold(struct buf *out, const struct look *look, const char *first,
               const char *indent, const char *text)
{
    struct buf rest = BUF_INIT;
    struct setter s = {.out = out, .width = (size_t)look->width};
    size_t len = strlen(text);

    buf_printf(&rest, "%s%s ", indent, term_symbol(look, SYM_FOLD));
    s.open = (struct buf)BUF_INIT;
    s.indent = rest.data;
    begin_line(&s, first);
    for (;;) {
        size_t n = row_len(text, len, s.room);
        add_split(&s, text, n);
        text += n;
        len -= n;
        if (len == 0)
            break;
        next_line(&s);
    }
    end_line(&s);
    buf_free(&s.open);
    buf_free(&rest);
}

void term_paragraph(struct buf *out, const struct look *look, enum style style,
                    const char *text)
{
    struct buf safe = BUF_INIT, styled = BUF_INIT;

    term_safe(&safe, look, text, strlen(text), strlen(text));
    term_add(&styled, look, style, safe.data);
    term_wrap(out, look, "  ", "  ", styled.data);
    buf_free(&safe);
    buf_free(&styled);
}

void term_cut(struct buf *out, const struct look *look, const char *text,
              int width)
{
    const char *end = term_symbol(look, SYM_ELLIPSIS);
    size_t room = width > 0 ? (size_t)width : 0, used = 0, i = 0;
    size_t len = strlen(text), end_columns = utf8_width(end, strlen(end));

    if (utf8_width(text, len) <= room) {
        buf_adds(out, text);
        return;
    }
    if (end_columns > room)
        return;
    while (i < len) {
        uint32_t c;
        size_t n = utf8_decode(text + i, len - i, &c);
        used += (size_t)utf8_char_width(c);
        if (used + end_columns > room)
            break;
        i += n;
    }
    buf_add(out, text, i);
    buf_adds(out, end);
}
