/* Untrusted text, made harmless: what could move the cursor, set colours, type
 * on the learner's behalf or hide code is shown as what it is.
 *
 * A terminal that does not speak UTF-8 takes some bytes of a UTF-8 character
 * for control characters, so there everything becomes ASCII. */
#include "src/ui/term.h"

#include "src/base/utf8.h"

#include <string.h>

enum { TAB_COLUMNS = 4 };

/* What stands for common characters where there is only ASCII. */
static const struct {
    uint32_t c;
    const char *ascii;
} stand_ins[] = {
    {0x00A0, " "},   {0x00B5, "u"},   {0x00B7, "."},  {0x00D7, "x"},
    {0x2010, "-"},   {0x2011, "-"},   {0x2013, "-"},  {0x2014, "--"},
    {0x2018, "'"},   {0x2019, "'"},   {0x201C, "\""}, {0x201D, "\""},
    {0x2022, "*"},   {0x2026, "..."}, {0x2190, "<-"}, {0x2192, "->"},
    {0x2194, "<->"}, {0x21D2, "=>"},  {0x2212, "-"},  {0x2260, "!="},
    {0x2264, "<="},  {0x2265, ">="},  {0x2500, "-"},  {0x2502, "|"},
    {0x250C, "+"},   {0x2510, "+"},   {0x2514, "+"},  {0x2518, "+"},
    {0x251C, "+"},   {0x2524, "+"},   {0x252C, "+"},  {0x2534, "+"},
    {0x253C, "+"},   {0x25B6, ">"},   {0x25B8, ">"},  {0x25BA, ">"},
    {0x2713, "ok"},  {0x2717, "x"},   {0xFFFD, "?"},
};

static void add_number(struct buf *out, uint32_t c)
{
    buf_printf(out, c <= 0xFFFF ? "\\u%04x" : "\\U%08x", (unsigned)c);
}

static void add_ascii(struct buf *out, uint32_t c)
{
    for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++) {
        if (stand_ins[i].c == c) {
            buf_adds(out, stand_ins[i].ascii);
            return;
        }
    }
    add_number(out, c);
}

/* Adds the character at text and returns its length. */
static size_t add_safe(struct buf *out, const struct look *look,
                       const char *text, size_t len)
{
    uint32_t c;
    size_t n = utf8_decode(text, len, &c);

    if (n == 1 && c == 0xFFFD)
        buf_printf(out, "\\x%02x", (unsigned char)*text);
    else if (c == 0x1B)
        buf_adds(out, look->utf8 ? "␛" : "^[");
    else if (c < 0x20 || c == 0x7F)
        buf_printf(out, "^%c", (int)(c ^ 0x40));
    else if (utf8_is_hidden(c))
        add_number(out, c);
    else if (c < 0x80 || look->utf8)
        buf_add(out, text, n);
    else
        add_ascii(out, c);
    return n;
}

/* The longest part of at most max bytes that ends with a whole character. */
static size_t whole_characters(const char *text, size_t len, size_t max)
{
    if (len <= max)
        return len;
    for (size_t back = 1; back <= 4 && back <= max; back++) {
        uint32_t c;
        size_t start = max - back;
        if (((unsigned char)text[start] & 0xC0) == 0x80)
            continue; /* the middle of a character */
        return utf8_decode(text + start, len - start, &c) > back ? start : max;
    }
    return max;
}

void term_safe(struct buf *out, const struct look *look, const char *text,
               size_t len, size_t max)
{
    size_t end = whole_characters(text, len, max);

    for (size_t i = 0; i < end;) {
        if (text[i] == '\r' && i + 1 < len && text[i + 1] == '\n')
            i++;
        else if (text[i] == '\n' || text[i] == '\t')
            buf_addc(out, text[i++]);
        else
            i += add_safe(out, look, text + i, len - i);
    }
    if (end < len) {
        if (end > 0 && text[end - 1] != '\n')
            buf_addc(out, '\n');
        buf_printf(out, "[%zu more bytes left out]\n", len - end);
    }
}

void term_safe_line(struct buf *out, const struct look *look, const char *text,
                    size_t len)
{
    size_t column = 0;

    if (len > 0 && text[len - 1] == '\r')
        len--;
    for (size_t i = 0; i < len;) {
        size_t start = out->len;
        if (text[i] == '\t')
            buf_fill(out, ' ', TAB_COLUMNS - column % TAB_COLUMNS);
        i += text[i] == '\t' ? 1 : add_safe(out, look, text + i, len - i);
        column += utf8_width(out->data + start, out->len - start);
    }
}
