/* Where things stand in a JSON text: lines, columns, pointers, positions.
 *
 * Positions are looked up again when an error needs them, by walking the text;
 * so values need not carry them. Everything here but json_fail relies on text
 * that json_scan found valid. */
#include "src/base/json_scan.h"

#include "src/base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_SHOWN_MAX = 40,      /* bytes of one key in a pointer */
    POINTER_SHOWN_MAX = 300, /* bytes: leaves room for the message in an err */
};

size_t json_line(const struct json_text *text, size_t at)
{
    size_t line = 1;

    for (size_t i = 0; i < at && i < text->len; i++)
        line += text->data[i] == '\n';
    return line;
}

static size_t column(const struct json_text *text, size_t at)
{
    size_t start = at;
    size_t n = 1;

    while (start > 0 && text->data[start - 1] != '\n')
        start--;
    while (start < at) {
        uint32_t c;
        start += utf8_decode(text->data + start, text->len - start, &c);
        n++;
    }
    return n;
}

void json_show(struct buf *out, const char *s, size_t len, size_t max)
{
    size_t i = 0;

    while (i < len && i < max) {
        uint32_t c;
        size_t n = utf8_decode(s + i, len - i, &c);
        if (c < 0x20 || (c >= 0x7f && c < 0xa0))
            buf_addc(out, '?');
        else
            buf_add(out, s + i, n);
        i += n;
    }
    if (i < len)
        buf_adds(out, "...");
}

/* RFC 6901: '~' and '/' in a key are written ~0 and ~1. */
static void add_key(struct buf *out, const char *key)
{
    struct buf escaped = BUF_INIT;

    for (; *key; key++) {
        if (*key == '~')
            buf_adds(&escaped, "~0");
        else if (*key == '/')
            buf_adds(&escaped, "~1");
        else
            buf_addc(&escaped, *key);
    }
    json_show(out, escaped.data, escaped.len, KEY_SHOWN_MAX);
    buf_free(&escaped);
}

static void add_pointer(struct buf *out, const struct json_path *path)
{
    if (path == NULL)
        return;
    add_pointer(out, path->up);
    buf_addc(out, '/');
    if (path->key)
        add_key(out, path->key);
    else
        buf_printf(out, "%zu", path->index);
}

bool json_fail(const struct json_text *text, size_t at,
               const struct json_path *path, struct err *e, const char *fmt,
               ...)
{
    struct buf pointer = BUF_INIT;
    va_list args;
    char message[sizeof e->text];

    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    add_pointer(&pointer, path);
    size_t cut =
        pointer.len > POINTER_SHOWN_MAX ? pointer.len - POINTER_SHOWN_MAX : 0;
    while (cut && (pointer.data[cut] & 0xc0) == 0x80)
        cut++; /* not in the middle of a character */
    err_set(e, "%s:%zu:%zu: %s%s%s%s", text->name, json_line(text, at),
            column(text, at), cut ? "..." : "", pointer.data + cut,
            pointer.len ? ": " : "", message);
    buf_free(&pointer);
    return false;
}

static uint32_t hex4(const char *s)
{
    char digits[5] = {s[0], s[1], s[2], s[3], '\0'};

    return (uint32_t)strtoul(digits, NULL, 16);
}

/* One escape, from the character after its backslash; returns its length. */
static size_t unescape(const char *s, struct buf *out)
{
    static const char letters[] = "bfnrt";
    static const char meaning[] = "\b\f\n\r\t";
    char bytes[4];
    const char *letter = strchr(letters, *s);

    if (letter) {
        buf_addc(out, meaning[letter - letters]);
        return 1;
    }
    if (*s != 'u') {
        buf_addc(out, *s);
        return 1;
    }
    uint32_t c = hex4(s + 1);
    size_t len = 5;
    if (c >= 0xd800 && c < 0xdc00) {
        c = 0x10000 + ((c - 0xd800) << 10) + (hex4(s + 7) - 0xdc00);
        len = 11;
    }
    buf_add(out, bytes, utf8_encode(c, bytes));
    return len;
}

size_t json_unquote(const char *s, struct buf *out)
{
    size_t i = 1;

    while (s[i] != '"') {
        if (s[i] == '\\')
            i += 1 + unescape(s + i + 1, out);
        else
            buf_addc(out, s[i++]);
    }
    return i + 1;
}

static size_t skip_space(const char *s, size_t i)
{
    return i + strspn(s + i, " \t\r\n");
}

static size_t skip_string(const char *s, size_t i)
{
    for (i++; s[i] != '"'; i++)
        if (s[i] == '\\')
            i++;
    return i + 1;
}

static size_t skip_value(const char *s, size_t i)
{
    size_t depth = 0;

    do {
        i = skip_space(s, i);
        if (s[i] == '"') {
            i = skip_string(s, i);
            continue;
        }
        if (s[i] == '{' || s[i] == '[')
            depth++;
        else if (s[i] == '}' || s[i] == ']')
            depth--;
        if (strchr("{}[],:", s[i]))
            i++;
        else
            i += strcspn(s + i, "{}[],: \t\r\n");
    } while (depth > 0);
    return i;
}

/* From a container to the value that `step` names, and its key; false when
 * there is none. */
static bool step_into(const char *s, size_t *at, const struct json_path *step,
                      size_t *key_at)
{
    struct buf key = BUF_INIT;
    size_t i = skip_space(s, *at + 1);
    bool found = false;

    if (s[*at] != (step->key ? '{' : '['))
        return false;
    for (size_t index = 0; !found && s[i] != '}' && s[i] != ']'; index++) {
        size_t start = i;
        found = step->key == NULL && index == step->index;
        if (step->key) {
            buf_reset(&key);
            i = skip_space(s, i + json_unquote(s + i, &key)) + 1; /* ':' */
            i = skip_space(s, i);
            found = strcmp(key.data, step->key) == 0;
        }
        if (found) {
            *key_at = start;
            *at = i;
            break;
        }
        i = skip_space(s, skip_value(s, i));
        if (s[i] == ',')
            i = skip_space(s, i + 1);
    }
    buf_free(&key);
    return found;
}

static bool find(const char *s, const struct json_path *path, size_t *at,
                 size_t *key_at)
{
    if (path == NULL) {
        *key_at = *at = skip_space(s, 0);
        return true;
    }
    return find(s, path->up, at, key_at) && step_into(s, at, path, key_at);
}

size_t json_find(const struct json_text *text, const struct json_path *path,
                 bool key)
{
    size_t at, key_at;

    bool found = find(text->data, path, &at, &key_at);
    return found && key ? key_at : at;
}
