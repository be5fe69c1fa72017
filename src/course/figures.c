/* Numbers in digits, told from the digits of names. */
#include "src/course/figures.h"

#include "src/base/utf8.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { FIGURE_MAX = 63 }; /* bytes that are compared */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Letters of Latin, Greek and Cyrillic; the rest of Unicode (dashes, arrows,
 * signs) stands between words. */
static bool is_letter(uint32_t c)
{
    if (c < 0x80)
        return isalpha((int)c) || c == '_' || c == '`';
    return c >= 0xC0 && c < 0x530 && c != 0xD7 && c != 0xF7;
}

/* Bytes of the letter at s; 0 when there is none. */
static size_t letter(const char *s)
{
    uint32_t c;
    size_t n = *s ? utf8_decode(s, strlen(s) < 4 ? strlen(s) : 4, &c) : 0;

    return n > 0 && is_letter(c) ? n : 0;
}

/* Bytes of a name, which begins with a letter: "x86-64", "C++11", "don't". What
 * joins its parts has a letter or digit behind it. */
static size_t name(const char *s)
{
    size_t n = letter(s);

    while (n > 0) {
        size_t more = is_digit(s[n]) ? 1 : letter(s + n);
        if (more == 0) {
            more = strspn(s + n, "-._/:+'#");
            if (more == 0 || (!is_digit(s[n + more]) && !letter(s + n + more)))
                break;
        }
        n += more;
    }
    return n;
}

/* Bytes of the section of a manual behind a name: "(3)", "(3p)". */
static size_t manual(const char *s)
{
    if (s[0] != '(' || !is_digit(s[1]))
        return 0;
    size_t n = 2 + strspn(s + 2, "abcdefghijklmnopqrstuvwxyz");
    return s[n] == ')' ? n + 1 : 0;
}

/* Bytes of a number: "4096", "1,000,000", "2.36", "5.1.2.4". */
static size_t number(const char *s)
{
    size_t n = strspn(s, "0123456789");

    while (n > 0 && (s[n] == '.' || s[n] == ',')) {
        size_t more = strspn(s + n + 1, "0123456789");
        if (more == 0 || (s[n] == ',' && more != 3))
            break;
        n += 1 + more;
    }
    return n;
}

bool figure_next(const char *prose, size_t *at, size_t *len)
{
    size_t i = *at;

    while (prose[i]) {
        if (is_digit(prose[i])) {
            *at = i;
            *len = number(prose + i);
            return true;
        }
        size_t n = name(prose + i);
        if (n > 0)
            n += manual(prose + i + n);
        i += n > 0 ? n : 1;
    }
    return false;
}

/* "1,000.5" -> "1000.5". */
static void plain(const char *figure, size_t len, char out[FIGURE_MAX + 1])
{
    size_t n = 0;

    for (size_t i = 0; i < len && n < FIGURE_MAX; i++)
        if (figure[i] != ',')
            out[n++] = figure[i];
    out[n] = '\0';
}

/* A section such as 5.1.2.4 has no value. */
static bool value(const char *text, double *out)
{
    char *end;

    *out = strtod(text, &end);
    return *text && *end == '\0';
}

static bool equal(const char *a, const char *b)
{
    double x, y;

    if (value(a, &x) && value(b, &y))
        return x == y;
    return strcmp(a, b) == 0;
}

bool figure_in(const char *figure, size_t len, const char *code)
{
    char want[FIGURE_MAX + 1], found[FIGURE_MAX + 1];

    plain(figure, len, want);
    for (size_t i = 0; code[i];) {
        size_t n = number(code + i);
        bool inside = i > 0 && (isalnum((unsigned char)code[i - 1]) ||
                                code[i - 1] == '_');
        plain(code + i, n, found);
        if (n > 0 && !inside && equal(want, found))
            return true;
        i += n > 0 ? n : 1;
    }
    return false;
}

bool figure_is(const char *figure, size_t len, double wanted)
{
    char text[FIGURE_MAX + 1];
    double is;

    plain(figure, len, text);
    return value(text, &is) && is == wanted;
}
