/* A strict scanner for JSON.
 *
 * Theory of operation: one recursive descent over the text. Each function reads
 * one thing at s->at, leaves s->at behind it and returns true, or sets the
 * error and returns false, and then everything returns. `path` is where the
 * thing stands; its parts live on the stack, which is safe because nesting is
 * limited (J1).
 *
 * J1  depth <= JSON_DEPTH_MAX, so the recursion is bounded whatever the file.
 * J2  s->at <= len, and data[len] is NUL: looking at data[at] is always fine,
 *     and it is NUL only at the end of the file or at a NUL byte, an error. */
#include "src/base/json_scan.h"

#include "src/base/json.h"
#include "src/base/number.h"
#include "src/base/utf8.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NUMBER_MAX = 60,     /* characters: cJSON reads a number through 64 bytes */
    WORD_SHOWN_MAX = 20, /* bytes of the text in a message */
};

struct scan {
    const struct json_text *text;
    const char *data;
    size_t at;
    int depth;
    struct arena *keys; /* the keys read so far */
    struct err *e;
};

struct key {
    const char *name;
    size_t at;
    struct key *next;
};

static bool value(struct scan *s, const struct json_path *path);

static char peek(struct scan *s)
{
    assert(s->at <= s->text->len); /* J2 */
    return s->data[s->at];
}

static bool ended(const struct scan *s)
{
    return s->at >= s->text->len;
}

static void skip_space(struct scan *s)
{
    s->at += strspn(s->data + s->at, " \t\r\n");
}

static size_t word_length(const char *s)
{
    return strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                     "0123456789_");
}

/* What stands at s->at, for "expected ..., found ...". */
static const char *found(struct scan *s, struct buf *out)
{
    const char *p = s->data + s->at;
    size_t left = s->text->len - s->at;
    size_t word = word_length(p);
    uint32_t c;

    buf_reset(out);
    if (left == 0)
        buf_adds(out, "the end of the file");
    else if (*p == '\0')
        buf_adds(out, "a NUL byte");
    else if (word > 0)
        json_show(out, p, word, WORD_SHOWN_MAX);
    else if (utf8_valid(p, left < 4 ? left : 4) == 0)
        buf_printf(out, "byte 0x%02x, which is not UTF-8", (unsigned char)*p);
    else {
        buf_addc(out, '\'');
        json_show(out, p, utf8_decode(p, left, &c), WORD_SHOWN_MAX);
        buf_addc(out, '\'');
    }
    return out->data;
}

/* The error "expected WHAT, found ..." about offset `at`. */
static bool expected(struct scan *s, size_t at, const struct json_path *path,
                     const char *what)
{
    struct buf text = BUF_INIT;
    char c = peek(s);

    if (c == '/' || c == '#')
        return json_fail(s->text, s->at, path, s->e, "JSON has no comments");
    json_fail(s->text, at, path, s->e, "expected %s, found %s", what,
              found(s, &text));
    buf_free(&text);
    return false;
}

static bool is_hex4(const char *p)
{
    return strspn(p, "0123456789abcdefABCDEF") >= 4;
}

static bool is_surrogate(const char *p, char low, char high)
{
    char c = p[1] | 0x20; /* lower case */

    return (p[0] | 0x20) == 'd' && c >= low && c <= high;
}

/* \uXXXX, s->at being at the backslash. */
static bool unicode_escape(struct scan *s, const struct json_path *path)
{
    const char *p = s->data + s->at;

    if (!is_hex4(p + 2))
        return json_fail(s->text, s->at, path, s->e,
                         "\\u takes four hexadecimal digits");
    if (memcmp(p + 2, "0000", 4) == 0)
        return json_fail(s->text, s->at, path, s->e,
                         "a string cannot hold a NUL character");
    if (is_surrogate(p + 2, 'c', 'f'))
        return json_fail(s->text, s->at, path, s->e,
                         "the second half of a surrogate pair without the "
                         "first");
    s->at += 6;
    if (!is_surrogate(p + 2, '8', '9') && !is_surrogate(p + 2, 'a', 'b'))
        return true;
    if (p[6] != '\\' || p[7] != 'u' || !is_hex4(p + 8) ||
        !is_surrogate(p + 8, 'c', 'f'))
        return json_fail(s->text, s->at - 6, path, s->e,
                         "the first half of a surrogate pair without the "
                         "second");
    s->at += 6;
    return true;
}

static bool escape(struct scan *s, const struct json_path *path)
{
    char c = s->data[s->at + 1];

    if (c == 'u')
        return unicode_escape(s, path);
    if (c != '\0' && strchr("\"\\/bfnrt", c)) {
        s->at += 2;
        return true;
    }
    return json_fail(s->text, s->at, path, s->e,
                     "after a backslash expected one of \" \\ / b f n r t u; "
                     "a backslash itself is written \\\\");
}

/* A character that cannot stand in a string as it is. */
static bool bad_character(struct scan *s, size_t start,
                          const struct json_path *path)
{
    unsigned char c = (unsigned char)peek(s);

    if (ended(s))
        return json_fail(s->text, start, path, s->e,
                         "the file ends inside a string");
    if (c == '\n' || c == '\r')
        return json_fail(s->text, start, path, s->e,
                         "this string does not end on its line (a line break "
                         "in a string is written \\n)");
    if (c == '\0')
        return json_fail(s->text, s->at, path, s->e,
                         "a string cannot hold a NUL character");
    if (c < 0x20)
        return json_fail(s->text, s->at, path, s->e,
                         "a control character in a string is written \\u%04x",
                         c);
    return json_fail(s->text, s->at, path, s->e,
                     "byte 0x%02x is not UTF-8 (byte %zu of the file)", c,
                     s->at);
}

static bool string(struct scan *s, const struct json_path *path)
{
    size_t start = s->at++;

    while (peek(s) != '"') {
        uint32_t c;
        size_t left = s->text->len - s->at;
        if (peek(s) == '\\') {
            if (!escape(s, path))
                return false;
            continue;
        }
        if ((unsigned char)peek(s) < 0x20)
            return bad_character(s, start, path);
        size_t n = utf8_decode(s->data + s->at, left, &c);
        if (n == 1 && c >= 0x80)
            return bad_character(s, start, path);
        s->at += n;
    }
    s->at++;
    return true;
}

/* One or more digits after what was read up to s->at. */
static bool digits(struct scan *s, const struct json_path *path)
{
    size_t n = strspn(s->data + s->at, "0123456789");

    if (n == 0)
        return expected(s, s->at, path, "a digit");
    s->at += n;
    return true;
}

static bool number(struct scan *s, const struct json_path *path)
{
    char copy[NUMBER_MAX + 1];
    size_t start = s->at;
    double ignored;

    if (peek(s) == '-')
        s->at++;
    size_t whole = s->at;
    if (!digits(s, path))
        return false;
    if (s->data[whole] == '0' && s->at > whole + 1)
        return json_fail(s->text, start, path, s->e,
                         "a number cannot start with 0");
    if (peek(s) == '.') {
        s->at++;
        if (!digits(s, path))
            return false;
    }
    if (peek(s) == 'e' || peek(s) == 'E') {
        s->at++;
        if (peek(s) == '+' || peek(s) == '-')
            s->at++;
        if (!digits(s, path))
            return false;
    }
    if (s->at - start > NUMBER_MAX)
        return json_fail(s->text, start, path, s->e,
                         "a number has at most %d characters", NUMBER_MAX);
    snprintf(copy, sizeof copy, "%.*s", (int)(s->at - start), s->data + start);
    if (!number_read(copy, &ignored))
        return json_fail(s->text, start, path, s->e,
                         "this number is too large");
    return true;
}

/* true, false or null; or else what is wrong with what stands there. */
static bool word(struct scan *s, const struct json_path *path)
{
    static const char *const words[] = {"true", "false", "null"};
    const char *p = s->data + s->at;
    size_t n = word_length(p);

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (n == strlen(words[i]) && memcmp(p, words[i], n) == 0) {
            s->at += n;
            return true;
        }
    }
    if (n > 0 || *p == '\'')
        return expected(s, s->at, path,
                        "a value (text stands in double quotes)");
    return expected(s, s->at, path, "a value");
}

static int by_name(const void *a, const void *b)
{
    const struct key *x = *(struct key *const *)a;
    const struct key *y = *(struct key *const *)b;
    int order = strcmp(x->name, y->name);

    return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* Sorting finds a key that appears twice in n log n steps, however large the
 * object is. */
static bool check_unique(struct scan *s, const struct key *list, size_t n,
                         const struct json_path *path)
{
    const struct key **keys = ARENA_ARRAY(s->keys, const struct key *, n);
    const struct key *first = NULL, *again = NULL;

    for (size_t i = 0; i < n; i++, list = list->next)
        keys[i] = list;
    qsort(keys, n, sizeof *keys, by_name);
    for (size_t i = 1; i < n; i++) {
        if (strcmp(keys[i - 1]->name, keys[i]->name) == 0 &&
            (again == NULL || keys[i]->at < again->at)) {
            first = keys[i - 1];
            again = keys[i];
        }
    }
    if (again == NULL)
        return true;
    struct json_path where = {path, again->name, 0};
    return json_fail(s->text, again->at, &where, s->e,
                     "this key is already on line %zu",
                     json_line(s->text, first->at));
}

/* One "key": value of an object; the key is put in front of *keys. */
static bool member(struct scan *s, const struct json_path *path,
                   struct key **keys)
{
    struct buf name = BUF_INIT;
    size_t start = s->at;

    if (peek(s) != '"')
        return expected(s, s->at, path, "a key in double quotes");
    if (!string(s, path))
        return false;
    json_unquote(s->data + start, &name);
    struct key *key = ARENA_NEW(s->keys, struct key);
    *key = (struct key){buf_keep(s->keys, &name), start, *keys};
    *keys = key;
    buf_free(&name);
    size_t end = s->at;
    skip_space(s);
    struct json_path inside = {path, key->name, 0};
    if (peek(s) != ':')
        return expected(s, end, &inside, "':' after this key");
    s->at++;
    return value(s, &inside);
}

/* What follows a value inside a container: its end (*more is false), or a comma
 * and something else. `inside` is the value's path. */
static bool separator(struct scan *s, char close, bool *more,
                      const struct json_path *path)
{
    size_t end = s->at;
    char what[] = "',' or 'x' after this value";

    skip_space(s);
    size_t comma = s->at;
    *more = peek(s) == ',';
    if (*more) {
        s->at++;
        skip_space(s);
        if (peek(s) == close)
            return json_fail(s->text, comma, path, s->e, "a comma before '%c'",
                             close);
        return true;
    }
    if (peek(s) == close) {
        s->at++;
        return true;
    }
    what[8] = close;
    return expected(s, end, path, what);
}

static bool object(struct scan *s, const struct json_path *path)
{
    struct key *keys = NULL;
    size_t n = 0;

    for (bool more = true; more; n++) {
        if (!member(s, path, &keys))
            return false;
        struct json_path inside = {path, keys->name, 0};
        if (!separator(s, '}', &more, &inside))
            return false;
    }
    return check_unique(s, keys, n, path);
}

static bool array(struct scan *s, const struct json_path *path)
{
    bool more = true;

    for (size_t i = 0; more; i++) {
        struct json_path inside = {path, NULL, i};
        if (!value(s, &inside) || !separator(s, ']', &more, &inside))
            return false;
    }
    return true;
}

static bool container(struct scan *s, const struct json_path *path)
{
    char open = peek(s);

    if (s->depth == JSON_DEPTH_MAX) /* J1 */
        return json_fail(s->text, s->at, path, s->e,
                         "nested deeper than %d levels", JSON_DEPTH_MAX);
    s->at++;
    skip_space(s);
    if (peek(s) == (open == '{' ? '}' : ']')) {
        s->at++;
        return true;
    }
    s->depth++;
    bool ok = open == '{' ? object(s, path) : array(s, path);
    s->depth--;
    return ok;
}

static bool value(struct scan *s, const struct json_path *path)
{
    skip_space(s);
    char c = peek(s);
    if (c == '{' || c == '[')
        return container(s, path);
    if (c == '"')
        return string(s, path);
    if (c == '-' || (c >= '0' && c <= '9'))
        return number(s, path);
    return word(s, path);
}

bool json_scan(const struct json_text *text, struct err *e)
{
    struct scan s = {.text = text, .data = text->data, .e = e};
    bool ok = false;

    s.keys = arena_new();
    if (strncmp(s.data, "\xef\xbb\xbf", 3) == 0) {
        json_fail(text, 0, NULL, e,
                  "the file starts with a byte order mark: save it as UTF-8 "
                  "without BOM");
        goto out;
    }
    skip_space(&s);
    if (ended(&s)) {
        json_fail(text, s.at, NULL, e, "the file is empty");
        goto out;
    }
    if (!value(&s, NULL))
        goto out;
    skip_space(&s);
    ok = ended(&s) || expected(&s, s.at, NULL, "the end of the file");
out:
    arena_free(s.keys);
    return ok;
}
