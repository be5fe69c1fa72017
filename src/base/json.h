/* JSON files written by people: read strictly, with errors that say where.
 *
 * A file is parsed by cJSON; this module adds what cJSON does not tell or
 * check: the line and column of every value, what was expected where a file
 * breaks off, duplicate keys, invalid UTF-8, NUL bytes and a limit on nesting.
 * Every error reads
 *
 *     lessons/010-x.json:12:5: /steps/3/choices: expected an array, found "a"
 *
 * Readers name the keys they know; any other key is an error with a suggestion
 * (json_only). All pointers belong to the arena given to json_load. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "src/base/arena.h"

#include <stddef.h>
#include <stdint.h>

enum {
    JSON_FILE_MAX =
        4 << 20,         /* bytes: a lesson is a few KB; 4 MB is a mistake */
    JSON_DEPTH_MAX = 32, /* nesting: our deepest format needs 7 */
};

/* One value inside a loaded document. Small; passed by value. */
struct json {
    const struct json_doc *doc;
    const struct cJSON *node;     /* NULL: there is no such value */
    const struct json_path *path; /* where it stands, for messages */
};

/* Reads and parses a file. */
bool json_load(struct arena *a, const char *path, struct json *root,
               struct err *e) MUST_USE;

/* The same from memory; `name` stands for the path in messages. */
bool json_parse(struct arena *a, const char *name, const char *data, size_t len,
                struct json *root, struct err *e) MUST_USE;

/* True when there is a value (json_get found the key, say). */
bool json_exists(struct json v);
bool json_is_string(struct json v);
bool json_is_number(struct json v);
bool json_is_object(struct json v);
bool json_is_array(struct json v);
bool json_is_bool(struct json v);

/* The member `key` of an object; a value that does not exist when there is
 * none, or when v is not an object. */
struct json json_get(struct json v, const char *key);

/* An error unless v is an object whose keys are all among the n given ones
 * (and, by construction, appear once). Suggests the nearest known key. */
bool json_only(struct json v, const char *const *keys, size_t n,
               struct err *e) MUST_USE;

/* Each reads a value of one type or says what was found instead. A value that
 * does not exist is an error that names the missing key. */
bool json_string(struct json v, const char **out, struct err *e) MUST_USE;
bool json_number(struct json v, double *out, struct err *e) MUST_USE;
bool json_int(struct json v, long min, long max, long *out,
              struct err *e) MUST_USE;
/* Exact up to 64 bits, which a double is not. */
bool json_u64(struct json v, uint64_t *out, struct err *e) MUST_USE;
bool json_bool(struct json v, bool *out, struct err *e) MUST_USE;
bool json_array(struct json v, size_t *n, struct err *e) MUST_USE;
bool json_object(struct json v, size_t *n, struct err *e) MUST_USE;

/* The i-th element of an array, or value of an object (in file order). */
struct json json_at(struct json v, size_t i);
/* The i-th key of an object. Borrows from the document. */
const char *json_key_at(struct json v, size_t i);

/* An array of strings into the arena; at least `min` of them. */
bool json_strings(struct arena *a, struct json v, size_t min, const char ***out,
                  size_t *n, struct err *e) MUST_USE;

/* Sets e to "FILE:LINE:COLUMN: POINTER: message"; returns false. The way to
 * report what is wrong with a value that has the right type. */
bool json_error(struct json v, struct err *e, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* The same as "expected WHAT, found ...", or that the key is missing. */
bool json_expected(struct json v, const char *what, struct err *e);

/* Writing: one document built in a buf, always valid, keys in call order.
 * Strings that are not UTF-8 have the bad bytes replaced by U+FFFD. */
struct buf;
struct json_out {
    struct buf *out;
    int depth;
    bool first; /* nothing yet at this depth */
};
void json_begin(struct json_out *w, struct buf *out);
/* `key` is NULL inside an array and at the top. */
void json_put_object(struct json_out *w, const char *key);
void json_put_array(struct json_out *w, const char *key);
void json_put_end(struct json_out *w, char bracket); /* '}' or ']' */
void json_put_string(struct json_out *w, const char *key, const char *value);
void json_put_number(struct json_out *w, const char *key, double value);
void json_put_bool(struct json_out *w, const char *key, bool value);
/* A whole document that was written before, as it stands. */
void json_put_document(struct json_out *w, const char *key, const char *text,
                       size_t len);

#endif
