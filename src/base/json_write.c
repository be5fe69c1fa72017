/* Writing JSON: one document, indented by two blanks. */
#include "src/base/json.h"

#include "src/base/buf.h"
#include "src/base/number.h"
#include "src/base/utf8.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { INDENT = 2 }; /* blanks a level */

void json_begin(struct json_out *w, struct buf *out)
{
    *w = (struct json_out){out, 0, true};
}

static void put_quoted(struct buf *out, const char *s)
{
    static const char named[] = "\"\\\b\f\n\r\t";
    static const char letters[] = "\"\\bfnrt";
    size_t len = strlen(s);

    buf_addc(out, '"');
    for (size_t i = 0; i < len;) {
        char bytes[4];
        uint32_t c;
        i += utf8_decode(s + i, len - i, &c);
        const char *name = c < 0x80 ? strchr(named, (int)c) : NULL;
        if (name)
            buf_printf(out, "\\%c", letters[name - named]);
        else if (c < 0x20 || c == 0x7f)
            buf_printf(out, "\\u%04x", (unsigned)c);
        else
            buf_add(out, bytes, utf8_encode(c, bytes));
    }
    buf_addc(out, '"');
}

static void new_line(struct json_out *w)
{
    buf_addc(w->out, '\n');
    buf_fill(w->out, ' ', (size_t)w->depth * INDENT);
}

/* What stands in front of every value: comma, line break, key. */
static void put_start(struct json_out *w, const char *key)
{
    assert(w->depth > 0 || w->first); /* one value at the top */
    if (!w->first)
        buf_addc(w->out, ',');
    if (w->depth > 0)
        new_line(w);
    w->first = false;
    if (key) {
        put_quoted(w->out, key);
        buf_adds(w->out, ": ");
    }
}

/* What stands behind the document: a file ends with a line break. */
static void put_finish(struct json_out *w)
{
    if (w->depth == 0)
        buf_addc(w->out, '\n');
}

static void put_open(struct json_out *w, const char *key, char bracket)
{
    put_start(w, key);
    buf_addc(w->out, bracket);
    w->depth++;
    w->first = true;
}

void json_put_object(struct json_out *w, const char *key)
{
    put_open(w, key, '{');
}

void json_put_array(struct json_out *w, const char *key)
{
    put_open(w, key, '[');
}

void json_put_end(struct json_out *w, char bracket)
{
    assert(w->depth > 0 && (bracket == '}' || bracket == ']'));
    w->depth--;
    if (!w->first)
        new_line(w);
    w->first = false;
    buf_addc(w->out, bracket);
    put_finish(w);
}

void json_put_string(struct json_out *w, const char *key, const char *value)
{
    put_start(w, key);
    if (value)
        put_quoted(w->out, value);
    else
        buf_adds(w->out, "null");
    put_finish(w);
}

/* JSON has no infinities: null stands for what is not a number. */
void json_put_number(struct json_out *w, const char *key, double value)
{
    char text[NUMBER_TEXT_MAX];

    put_start(w, key);
    number_write(value, text);
    buf_adds(w->out, isfinite(value) ? text : "null");
    put_finish(w);
}

void json_put_document(struct json_out *w, const char *key, const char *text,
                       size_t len)
{
    while (len > 0 && text[len - 1] == '\n')
        len--;
    put_start(w, key);
    buf_add(w->out, text, len);
    put_finish(w);
}

void json_put_bool(struct json_out *w, const char *key, bool value)
{
    put_start(w, key);
    buf_adds(w->out, value ? "true" : "false");
    put_finish(w);
}
