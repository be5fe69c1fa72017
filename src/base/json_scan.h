/* The text of a JSON document: is it valid, and where does a value stand. Used
 * by json.c, which has cJSON build the values. */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include "src/base/arena.h"
#include "src/base/buf.h"

#include <stddef.h>

struct json_text {
    const char *name; /* the file, for messages */
    const char *data;
    size_t len;
};

/* The way from the root to a value, innermost first; NULL is the root. */
struct json_path {
    const struct json_path *up;
    const char *key; /* NULL in an array */
    size_t index;    /* in an array */
};

/* Checks the text against RFC 8259, and further: no duplicate keys, no NUL, no
 * lone surrogates, no number that overflows, a limit on nesting. */
bool json_scan(const struct json_text *text, struct err *e) MUST_USE;

/* Sets e to "NAME:LINE:COLUMN: POINTER: message" for an offset into the text;
 * returns false. Columns count characters, from 1. */
bool json_fail(const struct json_text *text, size_t at,
               const struct json_path *path, struct err *e, const char *fmt,
               ...) PRINTF_LIKE(5, 6);

/* The line, from 1, that holds the offset. */
size_t json_line(const struct json_text *text, size_t at);

/* Offset of the value at a path in valid text, or with `key` set, of the key in
 * front of it. Where the path leads nowhere: of the last value on the way. */
size_t json_find(const struct json_text *text, const struct json_path *path,
                 bool key);

/* Adds text from a file to a message: cut after `max` bytes, and with '?' for
 * control characters, which could move the cursor or worse. */
void json_show(struct buf *out, const char *s, size_t len, size_t max);

/* Adds the characters that a valid string literal stands for; s points at its
 * opening quote. Returns the offset behind the closing one. */
size_t json_unquote(const char *s, struct buf *out);

#endif
