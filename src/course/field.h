/* Texts in a lesson's JSON: each read with the rule it has to follow. */
#ifndef COURSE_FIELD_H
#define COURSE_FIELD_H

#include "src/base/json.h"

/* Not blank, without control characters, on one line. */
bool field_line(struct json v, const char **out, struct err *e) MUST_USE;

/* The same, but NULL when the key is not there. */
bool field_line_opt(struct json v, const char **out, struct err *e) MUST_USE;

/* What a program prints: may have line breaks, of which those at the end are
 * dropped, and may be empty. */
bool field_output(struct arena *a, struct json v, const char **out,
                  struct err *e) MUST_USE;

/* Words of a-z and 0-9 joined by single '-'. */
bool field_slug(struct arena *a, struct json v, const char **out,
                struct err *e) MUST_USE;

/* json_only with the keys written out. */
#define FIELD_ONLY(v, e, ...)                              \
    json_only((v), (const char *const[]){__VA_ARGS__},     \
              sizeof((const char *const[]){__VA_ARGS__}) / \
                  sizeof(const char *),                    \
              (e))

/* An array of `min` to `max` elements. */
bool field_count(struct json v, size_t min, size_t max, const char *what,
                 size_t *n, struct err *e) MUST_USE;

/* An array of `min` to `max` lines. */
bool field_lines(struct arena *a, struct json v, size_t min, size_t max,
                 const char *what, const char *const **out, size_t *n,
                 struct err *e) MUST_USE;

#endif
