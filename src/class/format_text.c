/* Texts for documents: cleaned, cut, escaped. */
#include "src/class/format_text.h"

#include "src/base/utf8.h"

#include <math.h>
#include <string.h>

enum {
    REPLACEMENT = 0xfffd,
    SECONDS_MAX = 1000000, /* eleven days: no grade takes longer */
};

static bool is_unfit(uint32_t c)
{
    return (c < 0x20 && c != '\t' && c != '\n') || c == 0x7f ||
           utf8_is_hidden(c);
}

/* The next character of s[*i..len), fit; "\r\n" is one line feed. */
static uint32_t next_fit(const char *s, size_t len, size_t *i)
{
    uint32_t c;

    *i += utf8_decode(s + *i, len - *i, &c);
    if (c == '\r' && *i < len && s[*i] == '\n') {
        (*i)++;
        return '\n';
    }
    return is_unfit(c) ? REPLACEMENT : c;
}

static void add_character(struct buf *out, uint32_t c)
{
    char bytes[4];

    buf_add(out, bytes, utf8_encode(c, bytes));
}

static char *keep(struct arena *a, struct buf *b)
{
    char *text = buf_keep(a, b);

    buf_free(b);
    return text;
}

char *format_text(struct arena *a, const char *s, size_t max)
{
    size_t len = s != NULL ? strlen(s) : 0;
    struct buf b = BUF_INIT;
    size_t i = 0;

    while (i < len && b.len < max)
        add_character(&b, next_fit(s, len, &i));
    if (i < len)
        buf_printf(&b, "\n[cut here: %zu bytes more]", len - i);
    return keep(a, &b);
}

char *format_line(struct arena *a, const char *s, size_t max)
{
    size_t len = s != NULL ? strlen(s) : 0;
    struct buf b = BUF_INIT;
    bool blank = false;
    size_t i = 0;

    while (i < len && b.len < max) {
        uint32_t c = next_fit(s, len, &i);
        if (c == ' ' || c == '\t' || c == '\n') {
            blank = b.len > 0;
            continue;
        }
        if (blank)
            buf_addc(&b, ' ');
        blank = false;
        add_character(&b, c);
    }
    if (i < len)
        buf_adds(&b, "...");
    return keep(a, &b);
}

char *format_characters(struct arena *a, const char *s, size_t n,
                        const char *note)
{
    size_t len = s != NULL ? strlen(s) : 0;
    struct buf b = BUF_INIT;
    size_t i = 0;

    for (; i < len && n > 0; n--)
        add_character(&b, next_fit(s, len, &i));
    if (i < len)
        buf_adds(&b, note);
    return keep(a, &b);
}

void format_seconds(struct buf *out, double seconds)
{
    bool sane = isfinite(seconds) && seconds > 0 && seconds < SECONDS_MAX;
    long long ms = sane ? llround(seconds * 1000) : 0;

    buf_printf(out, "%lld.%03lld", ms / 1000, ms % 1000);
}
