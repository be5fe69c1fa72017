/* UTF-8, strictly as in RFC 3629. */
#include "src/base/utf8.h"

enum { REPLACEMENT = 0xfffd };

static bool is_tail(const char *s, size_t i)
{
    return ((unsigned char)s[i] & 0xc0) == 0x80;
}

/* Length of the valid character at s, or 0. */
static size_t decode(const char *s, size_t len, uint32_t *c)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = (unsigned char)s[0];
    size_t n = first < 0x80             ? 1
               : (first & 0xe0) == 0xc0 ? 2
               : (first & 0xf0) == 0xe0 ? 3
               : (first & 0xf8) == 0xf0 ? 4
                                        : 0;

    if (n == 0 || n > len)
        return 0;
    uint32_t value = n == 1 ? first : first & (0x7fu >> n);
    for (size_t i = 1; i < n; i++) {
        if (!is_tail(s, i))
            return 0;
        value = value << 6 | ((unsigned char)s[i] & 0x3f);
    }
    if (value < least[n] || value > 0x10ffff ||
        (value >= 0xd800 && value <= 0xdfff))
        return 0;
    *c = value;
    return n;
}

size_t utf8_decode(const char *s, size_t len, uint32_t *c)
{
    size_t n = decode(s, len, c);

    if (n == 0)
        *c = REPLACEMENT;
    return n ? n : 1;
}

size_t utf8_encode(uint32_t c, char out[4])
{
    if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        c = REPLACEMENT;
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    if (n == 1) {
        out[0] = (char)c;
        return 1;
    }
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)(0xf00u >> n | c);
    return n;
}

size_t utf8_width(const char *s, size_t len)
{
    size_t width = 0;

    for (size_t i = 0; i < len;) {
        uint32_t c;
        i += utf8_decode(s + i, len - i, &c);
        width += (size_t)utf8_char_width(c);
    }
    return width;
}

size_t utf8_valid(const char *s, size_t len)
{
    for (size_t i = 0; i < len;) {
        uint32_t c;
        size_t n = decode(s + i, len - i, &c);
        if (n == 0)
            return i;
        i += n;
    }
    return len;
}

bool utf8_is_hidden(uint32_t c)
{
    return (c >= 0x80 && c <= 0x9F) || c == 0x061C || c == 0x200E ||
           c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF ||
           (c & 0xFFFE) == 0xFFFE;
}
